"""Everything about this kind of association: its sheets, figures, rules and report sections."""
