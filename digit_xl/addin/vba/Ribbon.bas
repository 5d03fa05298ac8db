Attribute VB_Name = "Ribbon"
Option Explicit

' Only Subs are public: Excel lets a cell of any opened workbook call a public Function.

Private Const VERSION As String = "@VERSION@"
Private Buttons As IRibbonUI

Public Sub DigitXl_OnLoad(loaded As IRibbonUI)
    Set Buttons = loaded
End Sub

Public Sub DigitXl_IsRegister(control As IRibbonControl, ByRef returnedVal)
    returnedVal = IsRegister()
End Sub

Public Sub DigitXl_Changed()
    ' VBA forgets the ribbon when code is reset; the buttons then stay as they are.
    On Error Resume Next
    If Not Buttons Is Nothing Then Buttons.Invalidate
End Sub

Private Function IsRegister() As Boolean
    ' Worksheets of no workbook, or none of that name: there is no register.
    Dim association As Object, accounts As Object
    On Error Resume Next
    Set association = ActiveWorkbook.Worksheets("Forening")
    Set accounts = ActiveWorkbook.Worksheets("Konti")
    IsRegister = Not (association Is Nothing Or accounts Is Nothing)
End Function

Private Sub CleanUp()
    ' xlwings runs a macro of this name on macOS when Python ends.
    xlwings.CleanUp
End Sub

Private Sub Press(ByVal action As String)
    xlwings.RunPython "import digit_xl.excel; digit_xl.excel." & action & "('" & VERSION & "')"
End Sub
