"""The parts that Excel writes into a workbook and that no library of ours knows."""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
X15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"
XM = f"{MICROSOFT}/excel/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
THREADED = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
A, C = (f"http://schemas.openxmlformats.org/drawingml/2006/{kind}" for kind in ("main", "chart"))
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PERSON = "{5E2C7D5A-0A7C-4F1D-9C58-1D0B5A8F0001}"
THREAD = "{5E2C7D5A-0A7C-4F1D-9C58-1D0B5A8F0002}"

PERSONS = (
    f'<personList xmlns="{THREADED}"><person displayName="Jens Hansen" id="{PERSON}" '
    'userId="S::jens@example.dk" providerId="AD"/></personList>'
)
THREADS = (
    f'<ThreadedComments xmlns="{THREADED}"><threadedComment ref="B3" '
    f'dT="2020-05-04T08:07:00.00" personId="{PERSON}" id="{THREAD}"><text>Er det rigtigt?</text>'
    "</threadedComment></ThreadedComments>"
)
COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>tc={THREAD}</author></authors><commentList>'
    '<comment ref="B3" authorId="0" shapeId="0"><text><t>[Trådet kommentar]</t></text></comment>'
    "</commentList></comments>"
)
NOTE_SHAPE = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/><v:shape '
    'id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden">'
    '<x:ClientData ObjectType="Note"><x:Anchor>2, 15, 1, 10, 4, 15, 5, 4</x:Anchor>'
    "<x:Row>2</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>"
)
SLICERS = (
    f'<slicers xmlns="{X14}"><slicer name="Art" cache="Udsnit_Art" caption="Art" '
    'rowHeight="241300"/></slicers>'
)
SLICER_CACHE = (
    f'<slicerCacheDefinition xmlns="{X14}" xmlns:mc="{MC}" xmlns:x="{MAIN}" mc:Ignorable="x" '
    'name="Udsnit_Art" sourceName="Art"><extLst>'
    '<x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
    f'<x15:tableSlicerCache xmlns:x15="{X15}" tableId="{{table}}" column="4"/></x:ext></extLst>'
    "</slicerCacheDefinition>"
)
CONNECTIONS = (
    f'<connections xmlns="{MAIN}"><connection id="1" name="Forespørgsel - Posteringer" type="5" '
    'refreshedVersion="6" background="1" saveData="1"><dbPr connection="Provider='
    'Microsoft.Mashup.OleDb.1;Location=Posteringer" command="[Posteringer]"/>'
    "</connection></connections>"
)
QUERY_TABLE = (
    f'<queryTable xmlns="{MAIN}" name="EksterneData_1" connectionId="1" autoFormatId="16">'
    '<queryTableRefresh nextId="2"><queryTableFields count="1"><queryTableField id="1" '
    'name="Post" tableColumnId="1"/></queryTableFields></queryTableRefresh></queryTable>'
)
MASHUP = f'<DataMashup xmlns="{MICROSOFT}/DataMashup">AAAAANcCAABQSwMEFAAC</DataMashup>'
OWN_XML = "<sag xmlns='urn:example:sag'><journal>2019-42</journal></sag>"
ITEM_PROPERTIES = (
    '<ds:datastoreItem ds:itemID="{{7F1F9C4E-3E6A-4A1B-8C0D-00000000000{number}}}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/>'
    "</ds:datastoreItem>"
)
CHART = (
    f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart><c:plotArea><c:layout/><c:barChart>'
    '<c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser>'
    '<c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>Konti!$H$2:$H$5</c:f></c:numRef>'
    '</c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/>'
    '<c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx>'
    '<c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/>'
    '</c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
)
_ANCHOR = (
    "<xdr:from><xdr:col>15</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{top}</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>20</xdr:col><xdr:colOff>0</xdr:colOff>"
    "<xdr:row>{bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
)
_PLACE = '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
DRAWING = (
    f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor>'
    + _ANCHOR.format(top=1, bottom=12)
    + '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Diagram 1"/>'
    f"<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>{_PLACE}<a:graphic>"
    f'<a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{OFFICE}" r:id="rId1"/>'
    "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    "<xdr:twoCellAnchor>"
    + _ANCHOR.format(top=13, bottom=20)
    + f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:sle15="{MICROSOFT}/drawing/2012/'
    'slicer" Requires="sle15"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
    '<xdr:cNvPr id="3" name="Art"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    f'{_PLACE}<a:graphic><a:graphicData uri="{MICROSOFT}/drawing/2010/slicer"><sle:slicer '
    f'xmlns:sle="{MICROSOFT}/drawing/2010/slicer" name="Art"/></a:graphicData></a:graphic>'
    "</xdr:graphicFrame></mc:Choice><mc:Fallback>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr>'
    '<xdr:cNvPr id="0" name=""/><xdr:cNvSpPr/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp>'
    "</mc:Fallback></mc:AlternateContent><xdr:clientData/>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)
# What a sheet's extensions hold: small charts in cells, bars in cells, and the slicer.
SHEET_EXTENSIONS = (
    f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
    f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule '
    'type="dataBar" id="{DA7ABA51-AAAA-BBBB-0001-000000000001}"><x14:dataBar minLength="0" '
    'maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/><x14:negativeFillColor '
    'rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar></x14:cfRule>'
    "<xm:sqref>H2:H19</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
    f'<ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}">'
    f'<x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup displayEmptyCellsAs="gap">'
    '<x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>Konti!F2:H2</xm:f>'
    "<xm:sqref>O2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    f'</x14:sparklineGroups></ext><ext xmlns:x15="{X15}" '
    f'uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"><x14:slicerList xmlns:x14="{X14}">'
    f'<x14:slicer xmlns:r="{OFFICE}" r:id="rIdSlicer"/></x14:slicerList></ext></extLst>'
)
BOOK_EXTENSIONS = (
    f'<extLst><ext xmlns:x15="{X15}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}">'
    f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache xmlns:r="{OFFICE}" r:id="rIdCache"/>'
    "</x15:slicerCaches></ext></extLst>"
)
OWN_SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><dimension ref="A1:B3"/><sheetData>'
    '<row r="1" spans="1:2"><c r="A1" t="str"><v>Post</v></c><c r="B1"><f>SUM(Konti[I alt])</f>'
    '<v>0</v></c></row><row r="2" spans="1:2"><c r="A2" t="str"><v>En</v></c><c r="B2">'
    '<f t="array" ref="B2">SUM(Konti[I alt]*2)</f><v>0</v></c></row><row r="3"><c r="B3">'
    "<f>Konti!H5</f><v>0</v></c></row></sheetData>"
    '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
)
OWN_TABLE = (
    f'<table xmlns="{MAIN}" id="90" name="Hentet" displayName="Hentet" ref="A1:A2" '
    'tableType="queryTable"><autoFilter ref="A1:A2"/><tableColumns count="1"><tableColumn id="1" '
    'uniqueName="1" name="Post" queryTableFieldId="1"/></tableColumns></table>'
)

# Each new part: its content and its type, where the list of types has to name it.
PARTS: dict[str, tuple[str, str]] = {
    "xl/persons/person.xml": (PERSONS, "application/vnd.ms-excel.person+xml"),
    "xl/threadedComments/threadedComment1.xml": (
        THREADS,
        "application/vnd.ms-excel.threadedcomments+xml",
    ),
    "xl/comments1.xml": (COMMENTS, f"{_SHEET_TYPE}.comments+xml"),
    "xl/drawings/vmlDrawing1.vml": (NOTE_SHAPE, ""),
    "xl/slicers/slicer1.xml": (SLICERS, "application/vnd.ms-excel.slicer+xml"),
    "xl/slicerCaches/slicerCache1.xml": (
        SLICER_CACHE,
        "application/vnd.ms-excel.slicerCache+xml",
    ),
    "xl/connections.xml": (CONNECTIONS, f"{_SHEET_TYPE}.connections+xml"),
    "xl/queryTables/queryTable1.xml": (QUERY_TABLE, f"{_SHEET_TYPE}.queryTable+xml"),
    "xl/tables/table90.xml": (OWN_TABLE, f"{_SHEET_TYPE}.table+xml"),
    "xl/worksheets/sheet90.xml": (OWN_SHEET, f"{_SHEET_TYPE}.worksheet+xml"),
    "xl/charts/chart90.xml": (
        CHART,
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    ),
    "xl/drawings/drawing90.xml": (
        DRAWING,
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    ),
    "customXml/item1.xml": (MASHUP, ""),
    "customXml/item2.xml": (OWN_XML, ""),
    "customXml/itemProps1.xml": (
        ITEM_PROPERTIES.format(number=1),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    ),
    "customXml/itemProps2.xml": (
        ITEM_PROPERTIES.format(number=2),
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    ),
}


def relations(*relations: tuple[str, str, str]) -> str:
    """A part of relationships: the id, the type (one of Office's by its last word), the target."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{kind if ":" in kind else f"{OFFICE}/{kind}"}" '
        f'Target="{target}"/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
