Public Sub RunPython(PythonCommand As String)
    ' Nothing of any workbook goes along: Python finds the active one by the window of Excel.
    On Error GoTo Failed
    Application.StatusBar = @WORKING@
    #If Mac Then
        ' The script ends this line with one more semicolon; a seventh field would be a folder.
        ExecuteMac PythonCommand, Interpreter(), "false;;;;"
    #Else
        ExecuteWindows False, PythonCommand, Interpreter()
        Application.StatusBar = False
    #End If
    Exit Sub
Failed:
    Application.StatusBar = False
    ShowError "", Err.Description
End Sub

Private Function Interpreter() As String
    ' By its whole path alone: a bare name would be looked for beside the workbook first.
    #If Mac Then
        Interpreter = GetConfig("INTERPRETER_MAC", "")
        If Left$(Interpreter, 1) <> "/" Then Interpreter = ""
    #Else
        Interpreter = GetConfig("INTERPRETER_WIN", "")
        If Not (Interpreter Like "[A-Za-z]:\*" Or Interpreter Like "\\*") Then Interpreter = ""
        If Not FileExists(Interpreter) Then Interpreter = ""
    #End If
    If Interpreter = "" Then Err.Raise vbObjectError + 1, "digit_xl", @NO_INTERPRETER@
End Function
