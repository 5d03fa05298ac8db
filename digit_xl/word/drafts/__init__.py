"""A draft: a document stamped as one, with what is wrong with the register as comments."""
