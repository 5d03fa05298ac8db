Function XLPyCommand()
    XLPyCommand = Environ("ComSpec") & " /K """"" & Interpreter() & _
        """ -B -P -c ""import xlwings; xlwings.serve('$(CLSID)')"""""
End Function
