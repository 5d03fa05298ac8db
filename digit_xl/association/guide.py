"""The guide in the workbook: how finance staff keep the register, in Danish."""

from __future__ import annotations

from digit_xl.association.sheets import SHEETS, Association
from digit_xl.book.images import FILE_BYTES, FOLDER, MEGAPIXELS
from digit_xl.book.limits import MB
from digit_xl.schema import Role

_BEFORE = (
    (
        "Kort fortalt",
        "Registret rummer alt, hvad årsrapporten skrives ud fra: tal, navne, datoer og tekster. "
        "Udfyld arkene, kontrollér registret, og dan rapporten. Hvert tal i rapporten hører til "
        "en celle her, så ret altid tallet i registret og ikke i rapporten.",
    ),
    (
        "Rækkefølge",
        "Begynd med Forening og Medlemmer. Fortsæt med Noter og Konti, så med Projekter og Faser, "
        "og skriv til sidst teksterne. Listerne i et ark henter deres værdier fra de andre ark.",
    ),
    (
        "Nye rækker",
        "Skriv i den første tomme række under tabellen, så vokser tabellen selv. På arket Konti "
        "står der en sum nederst: Stil markøren i den sidste celle over summen, og tryk Tab. "
        "Lad være med at omdøbe ark og overskrifter.",
    ),
    (
        "Lister",
        "Vælg på listen, hvor der er en. Mangler et projekt, en konto, en note eller et medlem, så "
        "tilføj det først på dets eget ark. Feltet Rolle tager også imod andet end det på listen.",
    ),
    (
        "Beregnede celler",
        "Grå celler i kursiv regnes ud af Excel. Skriv ikke i dem. Er en formel gået tabt, så tryk "
        "på »Udfyld formler« på fanen Årsrapport: Kun de beregnede celler ændres, også i nye "
        "rækker, og du får at vide, hvilke formler der er sat tilbage. Gem først, for det kan ikke "
        "fortrydes. Arkene Overblik, Diagramdata (skjult) og Vejledning er låst uden adgangskode.",
    ),
    (
        "Knapperne i Excel",
        "Fanen Årsrapport i båndet har knapperne »Kontrollér register«, »Udfyld formler«, »Dan "
        "årsrapport«, »Dan PDF«, »Opdatér rapport«, »Åbn rapportmappe« og »Om/hjælp«. De arbejder "
        "på det register, "
        "der er åbent, også på det, du ikke har gemt. Alle undtagen Om/hjælp er grå, når en anden "
        "projektmappe er fremme. Mangler fanen, så bed den, der passer digit-xl, om at køre "
        "digit-xl addin install.",
    ),
)

_AFTER = (
    (
        "Beløb",
        "Skriv beløb i kroner med højst to decimaler og uden »kr.«. Et tomt beløb er ukendt; "
        "skriv 0, når beløbet er nul.",
    ),
    (
        "Fortegn",
        f"Feltet »{Association.income_sign.title}« på arket Forening bestemmer. Ved »minus« "
        "skrives indtægter negative, og et negativt resultat er et overskud. Ved »plus« skrives "
        "indtægter positive, og et positivt resultat er et overskud. Udgifter er altid positive. "
        "Et overskud fra sidste år står negativt i kolonnen Udgifter på den konto, hvis art er "
        "Overført.",
    ),
    (
        "Budget og sidste år",
        "Udfyld kolonnerne Budget og Sidste år på arket Konti, så viser rapporten dem ved siden af "
        "årets beløb med forbrug og ændring i procent. Er en kolonne tom, er den ikke med. En "
        "konto uden et eneste beløb udelades af resultatopgørelsen; skriv 0, hvis den skal vises.",
    ),
    (
        "Hele tusinder",
        f"Vælg »tkr.« i feltet »{Association.unit.title}« på arket Forening, så viser rapportens "
        "resultatopgørelse hele tusinder; teksterne nævner stadig de nøjagtige tal. Summerne går "
        "altid op, for afrundingen lægges på den konto, I vælger i feltet "
        f"»{Association.rounding_account.title}«, eller på det største beløb i summen. En "
        "bemærkning fortæller hvor.",
    ),
    (
        "Dage og måneder",
        "Under Hverv, Medlemmer og Generalforsamlinger kan du skrive en dag (5. december 2019) "
        "eller kun en måned (maj 2019). Kendes dagen ikke, så skriv måneden; rapporten finder "
        "ikke på en dag. På arket Faser tæller kun måneden: Skriv den første i måneden. "
        "Rapportens plan er delt i kvartaler: Et kvartal viser den fase, projektet er i ved "
        "kvartalets udgang.",
    ),
    (
        "Fremhævning i tekster",
        "En tom linje giver et nyt afsnit (Alt+Enter laver linjeskift i en celle). En linje, der "
        "begynder med »- «, er et punkt. **To stjerner** giver fed, *en stjerne* giver kursiv, og "
        "[ord](https://www.eksempel.dk) er et link. [note 5](#note_5) fører til noten i rapporten, "
        "[ord](#resultatopgørelse) til resultatopgørelsen.",
    ),
    (
        "Fodnoter i tekster",
        "Skriv [^1], hvor fodnoten hører til, og dens tekst nederst i samme celle i et afsnit for "
        "sig: [^1]: Her står teksten. Rapporten nummererer selv fodnoterne fra ende til anden, så "
        "[^1] kan bruges igen i den næste celle.",
    ),
    (
        "Tal i tekster",
        "Skriv ikke tal fra regnskabet af i teksterne, men nævn dem ved navn i klammer, så passer "
        "de altid: {konti.ESDH.udgifter|kr}, {grupper.Projekter.udgifter|kr}, "
        "{regnskab.resultat|positiv kr}, {medlemmer.antal}, {forening.år}. Efter stregen kan stå "
        "kr, tusinde, mio, procent, hele (uden decimaler) og positiv (uden minus), for datoer "
        "kort, måned eller år.",
    ),
    (
        "Billeder",
        f"Læg billederne i en mappe med navnet {FOLDER} ved siden af registret, og skriv filens "
        "navn i cellen, fx logo.png. Andre steder ledes der ikke. Brug PNG til logoer og JPEG "
        "til fotos; en længste side på 1.000 billedpunkter er rigeligt, og en fil må højst fylde "
        f"{FILE_BYTES // MB} MB og have {MEGAPIXELS['png']} millioner billedpunkter som PNG, "
        f"{MEGAPIXELS['jpeg']} som JPEG. Billedet skaleres, så det passer til sin plads, og det "
        "beskæres ikke. Skriv i cellen ved siden af, hvad "
        "billedet viser. Oplysninger i filen om sted, kamera og fotograf kommer ikke med i "
        "rapporten.",
    ),
    (
        "Kontrol",
        "Tryk på »Kontrollér register«, så viser arket Kontrol hvert fund: i hvilken celle, hvad "
        "der er galt, og hvad du skal gøre. Klik i kolonnen Celle for at gå derhen. Cellerne er "
        "farvet på arkene, indtil du har rettet dem og kontrolleret igen. En fejl skal rettes, "
        "før rapporten kan dannes. En advarsel bør du se på. En bemærkning er kun til "
        "orientering. Skriv ikke selv på arket Kontrol. Efter en kontrol kan det, du gjorde før, "
        "ikke længere fortrydes.",
    ),
    (
        "Overblik",
        "Arket Overblik viser nøgletal og diagrammer, der følger med, når du skriver i arkene. "
        "Lyset øverst fortæller, hvad den seneste kontrol fandt: rødt ved fejl, gult ved advarsler "
        "og grønt, når der intet er at rette.",
    ),
    (
        "Rapporten",
        "Tryk på »Dan årsrapport«. Rapporten lægges i samme mappe som registret, som et "
        "Word-dokument af samme navn, og åbnes; »Dan PDF« lægger en PDF ved siden af. En ældre "
        "rapport af det navn erstattes. Har du rettet i den, så luk den og tryk på »Opdatér "
        "rapport« i stedet: Så kommer registrets tal ind, og det, du har skrevet, bliver stående. "
        "Er både registret og du kommet med en ny tekst, står din, og registrets er en "
        "Word-kommentar. Er "
        "der fejl i registret, kan du få et udkast i stedet: Der står UDKAST på hver side, og "
        "hvert fund er en Word-kommentar ved det, som fundet handler om. En ældre rapport bliver "
        "da liggende, som den er.",
    ),
    (
        "OneDrive og SharePoint",
        "Et register på OneDrive eller SharePoint har ofte en webadresse og ingen mappe at lægge "
        f"rapporten i. Skriv en mappe på din pc i feltet »{Association.report_folder.title}« på "
        f"arket Forening, fx C:\\Rapporter, og læg mappen {FOLDER} i den. Er feltet tomt, bruges "
        "Dokumenter. »Åbn rapportmappe« viser, hvor det er.",
    ),
    (
        "Uden Excel-knapper",
        "Alt dette kan også gøres fra kommandolinjen og på en server uden Excel. Gem og luk "
        "registret, og kør digit-xl validate, digit-xl fill eller digit-xl export med filens "
        "navn. --write efter validate skriver fundene på arket Kontrol, --pdf efter export laver "
        "også en PDF, og --draft et udkast. Formlerne er almindelig Excel, så registret virker på "
        "en pc uden knapper.",
    ),
)


def topics() -> list[tuple[str, str]]:
    """The guide's topics with their texts, a line for each sheet that is filled in among them."""
    sheets = [
        (f"Arket {sheet.title}", _sheet_text(sheet.about, empty=sheet.may_be_empty))
        for sheet in SHEETS
        if sheet.role in (Role.ROWS, Role.FIELDS)
    ]
    return [*_BEFORE, *sheets, *_AFTER]


def _sheet_text(about: str, *, empty: bool) -> str:
    return about if empty else f"{about} Skal udfyldes."
