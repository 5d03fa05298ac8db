Sub ShowError(FileName As String, Optional Message As String = "")
    ' What Python itself could not tell. The log is kept, for its own is deleted after this.
    Dim Kept As String, Told As String
    Told = Message
    If FileName <> "" Then
        #If Mac Then
            Kept = Environ("HOME") & "/digit_xl-start.log"
        #Else
            Kept = Environ("TEMP") & "\digit_xl-start.log"
        #End If
        On Error Resume Next
        FileCopy FileName, Kept
        On Error GoTo 0
        Told = @LOG@ & Kept
    End If
    MsgBox @FAILED@ & vbCrLf & vbCrLf & Told & vbCrLf & vbCrLf & @REMEDY@, vbCritical, @TITLE@
End Sub
