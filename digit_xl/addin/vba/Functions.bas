Attribute VB_Name = "Functions"
Option Explicit

Private Const PAUSE As Long = 30
Private Retry As Date
Private Described As Boolean
Private Calculations As Long

' Its public functions are all that a cell can call of this add-in. Each asks Python's server for
' the function of its name; neither the calling workbook nor anything in it is run there.

Public Sub DigitXl_DescribeFunctions()
    ' Excel refuses it while no workbook has a window, as when it starts; the functions work without.
    If Described Then Exit Sub
    On Error GoTo Later
@DESCRIBED@
    Described = True
    ThisWorkbook.Saved = True
Later:
End Sub

Public Sub DigitXl_Calculated()
    ' From now on a cell may ask because something has changed that an earlier one did not see.
    Calculations = (Calculations + 1) Mod 1000000
End Sub

Private Sub Describe(ByVal called As String, ByVal about As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & called, Description:=about, _
        Category:=@CATEGORY@, ArgumentDescriptions:=arguments
End Sub

Private Function Answer(ByVal called As String, ByVal given As Variant) As Variant
    #If Mac Then
        Answer = @WINDOWS_ONLY@
    #Else
        Dim server As Object
        If InWizard() Then Exit Function
        Answer = @FAILED@
        ' Each try may take long, and a sheet may have many cells that ask.
        If Now < Retry Then Exit Function
        On Error GoTo Failed
        Retry = Now + TimeSerial(0, 0, PAUSE)
        Set server = xlwings.XLPy()
        Retry = 0
        Answer = server.CallUDF("digit_xl.udf", called, given, Nothing, Nothing)
Failed:
    #End If
End Function

Private Function InWizard() As Boolean
    ' Excel's function wizard asks anew at every key; it switches this button off while it is open.
    On Error Resume Next
    InWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Private Function Used(ByVal given As Variant) As Variant
    If IsObject(given) Then
        Set Used = UsedCells(given)
    Else
        Used = given
    End If
End Function

Private Function UsedCells(ByVal given As Object) As Object
    ' A whole column has a million cells, of which few are used.
    Set UsedCells = given
    On Error Resume Next
    If given.CountLarge > 1 Then
        Set UsedCells = Application.Intersect(given, given.Worksheet.UsedRange)
    End If
End Function

Private Function Book() As Object
    ' The workbook of the cell that asks, whichever is active.
    Set Book = ActiveWorkbook
    On Error Resume Next
    Set Book = Application.Caller.Worksheet.Parent
End Function
@FUNCTIONS@
