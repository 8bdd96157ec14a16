<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>Chart</name>
    <message>
        <source>Bars and line</source>
        <translation>Balken und Linie</translation>
    </message>
    <message>
        <source>Pass@1</source>
        <translation>Pass@1</translation>
    </message>
    <message>
        <source>Throughput (TPS)</source>
        <translation>Durchsatz (TPS)</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>%1 values lie outside these ranges.</source>
        <translation>%1 Werte liegen außerhalb dieser Bereiche.</translation>
    </message>
    <message>
        <source>Hollow marker: overall throughput, for want of a sustained phase.</source>
        <translation>Hohle Marke: Gesamtdurchsatz, mangels einer Phase unter Volllast.</translation>
    </message>
    <message>
        <source>Budgets are evenly spaced; slashes mark larger steps.</source>
        <translation>Die Budgets stehen in gleichen Abständen; Schrägstriche zeigen größere Schritte.</translation>
    </message>
    <message>
        <source>No results yet. Start a sweep or open a session.</source>
        <translation>Noch keine Ergebnisse. Starten Sie einen Sweep oder öffnen Sie eine Sitzung.</translation>
    </message>
    <message>
        <source>full %1</source>
        <translation>full %1</translation>
    </message>
    <message>
        <source>full cache</source>
        <translation>voller Cache</translation>
    </message>
    <message>
        <source>%1, budget %2 tokens</source>
        <translation>%1, Budget %2 Token</translation>
    </message>
    <message>
        <source>, %1 tokens/s</source>
        <translation>, %1 Token/s</translation>
    </message>
    <message>
        <source>
Full cache: Pass@1 %1 %%2%3</source>
        <translation>
Voller Cache: Pass@1 %1 %%2%3</translation>
    </message>
    <message>
        <source>KV Budget (trigger length)</source>
        <translation>KV-Budget (Auslöselänge)</translation>
    </message>
    <message>
        <source>KV Budget</source>
        <translation>KV-Budget</translation>
    </message>
    <message>
        <source>% of full</source>
        <translation>% von full</translation>
    </message>
    <message>
        <source>Pass@1 %1 %</source>
        <translation>Pass@1 %1 %</translation>
    </message>
    <message>
        <source>overall</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>sustained</source>
        <translation>unter Volllast</translation>
    </message>
    <message>
        <source>Throughput %1 tokens/s</source>
        <translation>Durchsatz %1 Token/s</translation>
    </message>
    <message>
        <source>Throughput %1 tokens/s, %2</source>
        <translation>Durchsatz %1 Token/s, %2</translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation>%1 von %2 Stichproben</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 Stichproben</translation>
    </message>
    <message>
        <source>, %1 problems</source>
        <translation>, %1 Aufgaben</translation>
    </message>
    <message>
        <source> (interim: favours short answers)</source>
        <translation> (Zwischenstand: begünstigt kurze Antworten)</translation>
    </message>
    <message>
        <source>%1 invalid samples left out</source>
        <translation>%1 ungültige Stichproben weggelassen</translation>
    </message>
    <message>
        <source>%1 of KV held</source>
        <translation>%1 KV belegt</translation>
    </message>
    <message>
        <source>%1 % of full</source>
        <translation>%1 % von full</translation>
    </message>
    <message>
        <source>No sustained figure: %1</source>
        <translation>Kein Wert unter Volllast: %1</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>Hatched: interim, favours short answers.</source>
        <translation>Schraffiert: Zwischenstand, begünstigt kurze Antworten.</translation>
    </message>
    <message>
        <source>%1 invalid samples are left out.</source>
        <translation>%1 ungültige Stichproben sind weggelassen.</translation>
    </message>
    <message>
        <source>Published figures: %1.</source>
        <translation>Veröffentlichte Werte: %1.</translation>
    </message>
    <message>
        <source>Published figures: %1. %2.</source>
        <translation>Veröffentlichte Werte: %1. %2.</translation>
    </message>
    <message>
        <source>Pass@1 %1</source>
        <translation>Pass@1 %1</translation>
    </message>
    <message>
        <source>%1 tokens per second</source>
        <translation>%1 Token pro Sekunde</translation>
    </message>
    <message>
        <source>budget %1: %2%3</source>
        <translation>Budget %1: %2%3</translation>
    </message>
    <message>
        <source> (interim)</source>
        <translation> (Zwischenstand)</translation>
    </message>
    <message>
        <source>%1 with the full cache: Pass@1 %2.</source>
        <translation>%1 mit vollem Cache: Pass@1 %2.</translation>
    </message>
    <message>
        <source>datasets combined as independent</source>
        <translation>Datensätze als unabhängig zusammengefasst</translation>
    </message>
    <message>
        <source>Pareto</source>
        <translation>Pareto</translation>
    </message>
    <message>
        <source>%1, %2, budget %3
%4</source>
        <translation>%1, %2, Budget %3
%4</translation>
    </message>
    <message>
        <source>No budget has both Pass@1 and throughput yet.</source>
        <translation>Noch hat kein Budget sowohl Pass@1 als auch Durchsatz.</translation>
    </message>
    <message>
        <source>Relative to full</source>
        <translation>Relativ zu full</translation>
    </message>
    <message>
        <source>Pass@1, % of full</source>
        <translation>Pass@1, % von full</translation>
    </message>
    <message>
        <source>Throughput, × full</source>
        <translation>Durchsatz, × full</translation>
    </message>
    <message>
        <source>Pass@1 relative to full</source>
        <translation>Pass@1 relativ zu full</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>Beschleunigung</translation>
    </message>
    <message>
        <source>This view compares with the full cache, and there are no results at the budget “full” here.</source>
        <translation>Diese Ansicht vergleicht mit dem vollen Cache, und zum Budget „full“ gibt es hier keine Ergebnisse.</translation>
    </message>
    <message>
        <source>Whiskers are each budget&apos;s own 95 % interval, the band is that of the full cache.</source>
        <translation>Die Fehlerbalken sind das eigene 95-%-Intervall jedes Budgets, das Band ist das des vollen Caches.</translation>
    </message>
    <message>
        <source>%1, full cache</source>
        <translation>%1, voller Cache</translation>
    </message>
    <message>
        <source>full</source>
        <translation>full</translation>
    </message>
    <message>
        <source>No figures of %1 were published for %2.</source>
        <translation>Zu %1 wurden für %2 keine Werte veröffentlicht.</translation>
    </message>
    <message>
        <source>%1 was not run on %2.</source>
        <translation>%1 lief nicht auf %2.</translation>
    </message>
    <message>
        <source>Bars do not start at zero. %1 from %2.</source>
        <translation>Die Balken beginnen nicht bei null. %1 ab %2.</translation>
    </message>
    <message>
        <source>Bars do not start at zero. %1 from %2, %3 from %4.</source>
        <translation>Die Balken beginnen nicht bei null. %1 ab %2, %3 ab %4.</translation>
    </message>
    <message>
        <source>%1 over %2</source>
        <translation>%1 über %2</translation>
    </message>
    <message>
        <source>Hollow and dashed: %1, %2. %3.</source>
        <translation>Hohl und gestrichelt: %1, %2. %3.</translation>
    </message>
    <message>
        <source>Aligned on the most entries held (budget + %1); how many were retained is not published.</source>
        <translation>Ausgerichtet nach den höchstens gehaltenen Einträgen (Budget + %1); wie viele behalten wurden, ist nicht veröffentlicht.</translation>
    </message>
    <message>
        <source>Not the same models: %1.</source>
        <translation>Nicht dieselben Modelle: %1.</translation>
    </message>
    <message>
        <source>No published figures of %1&apos;s architecture.</source>
        <translation>Keine veröffentlichten Werte zur Architektur von %1.</translation>
    </message>
    <message>
        <source>%1 has no budget to align the published figures with.</source>
        <translation>%1 hat kein Budget, an dem sich die veröffentlichten Werte ausrichten ließen.</translation>
    </message>
    <message>
        <source>%1, published at a peak of %2</source>
        <translation>%1, veröffentlicht bei höchstens %2 Einträgen</translation>
    </message>
    <message>
        <source>published</source>
        <translation>veröffentlicht</translation>
    </message>
    <message>
        <source>Zoomed in: part of the chart is not shown.</source>
        <translation>Vergrößert: Ein Teil des Diagramms ist nicht zu sehen.</translation>
    </message>
    <message>
        <source>Per dataset</source>
        <translation>Je Datensatz</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>This view compares datasets, and this session has only one. Choose several datasets when you set up a sweep.</source>
        <translation>Diese Ansicht vergleicht Datensätze, und diese Sitzung hat nur einen. Wählen Sie beim Aufbau eines Sweeps mehrere.</translation>
    </message>
    <message>
        <source>No figures per dataset were published for %1.</source>
        <translation>Zu %1 wurden keine Werte je Datensatz veröffentlicht.</translation>
    </message>
    <message>
        <source>%1, published at a peak of %2
Pass@1 %3 %
Throughput %4 tokens/s
%5</source>
        <translation>%1, veröffentlicht bei höchstens %2 Einträgen
Pass@1 %3 %
Durchsatz %4 Token/s
%5</translation>
    </message>
    <message>
        <source>published, by peak</source>
        <translation>veröffentlicht, nach Höchststand</translation>
    </message>
    <message>
        <source>frontier</source>
        <translation>Grenzlinie</translation>
    </message>
    <message>
        <source>No budget of %1 has both Pass@1 and throughput here.</source>
        <translation>Kein Budget von %1 hat hier sowohl Pass@1 als auch Durchsatz.</translation>
    </message>
    <message>
        <source>The published figures have no full cache to be compared with.</source>
        <translation>Die veröffentlichten Werte enthalten keinen vollen Cache zum Vergleich.</translation>
    </message>
    <message>
        <source>No Pass@1 of %1 under the full cache.</source>
        <translation>Kein Pass@1 von %1 mit vollem Cache.</translation>
    </message>
    <message>
        <source>Stacked panels</source>
        <translation>Gestapelte Felder</translation>
    </message>
    <message>
        <source>Truncated %1 %, no answer %2 %, invalid %3 %; mean output %4 tokens, %5 evictions a sample</source>
        <translation>Abgeschnitten %1 %, ohne Antwort %2 %, ungültig %3 %; im Mittel %4 Ausgabe-Token, %5 Verdrängungen je Stichprobe</translation>
    </message>
    <message>
        <source>power limit</source>
        <translation>Leistungsgrenze</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>power supply</source>
        <translation>Stromversorgung</translation>
    </message>
    <message>
        <source>the hardware</source>
        <translation>die Hardware</translation>
    </message>
    <message>
        <source>another GPU</source>
        <translation>eine andere GPU</translation>
    </message>
    <message>
        <source>other</source>
        <translation>anderes</translation>
    </message>
    <message>
        <source>%1 W (at most %2)</source>
        <translation>%1 W (höchstens %2)</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>%1 tokens/J (energy from power)</source>
        <translation>%1 Tokens/J (Energie aus der Leistung)</translation>
    </message>
    <message>
        <source>%1 tokens/J</source>
        <translation>%1 Tokens/J</translation>
    </message>
    <message>
        <source>%1 in use</source>
        <translation>%1 belegt</translation>
    </message>
    <message>
        <source>%1 % busy</source>
        <translation>%1 % ausgelastet</translation>
    </message>
    <message>
        <source>%1 MHz</source>
        <translation>%1 MHz</translation>
    </message>
    <message>
        <source>%1 °C</source>
        <translation>%1 °C</translation>
    </message>
    <message>
        <source>GPU: %1</source>
        <translation>GPU: %1</translation>
    </message>
    <message>
        <source>, down to %1 MHz</source>
        <translation>, bis auf %1 MHz</translation>
    </message>
    <message>
        <source>Clocks held down at %1 of the readings (%2)%3</source>
        <translation>Takt gedrosselt bei %1 der Ablesungen (%2)%3</translation>
    </message>
    <message>
        <source>No accuracy: %1</source>
        <translation>Keine Genauigkeit: %1</translation>
    </message>
    <message>
        <source>No accuracy: %1. Throughput alone was measured.</source>
        <translation>Keine Genauigkeit: %1. Nur der Durchsatz wurde gemessen.</translation>
    </message>
    <message>
        <source>Note %1: %2</source>
        <translation>Notiz %1: %2</translation>
    </message>
    <message>
        <source>Note %1</source>
        <translation>Notiz %1</translation>
    </message>
    <message>
        <source>Up and right is better. Grey: another budget is at least as good in both, by the points alone.</source>
        <translation>Oben rechts ist besser. Grau: Ein anderes Budget ist, nach den Punkten allein, in beidem mindestens gleich gut.</translation>
    </message>
    <message>
        <source>The ellipses are joint 95 % regions, both figures taken as independent and normal.</source>
        <translation>Die Ellipsen sind gemeinsame 95-%-Bereiche, beide Größen als unabhängig und normalverteilt angenommen.</translation>
    </message>
    <message>
        <source>The crosses are 95 % intervals.</source>
        <translation>Die Kreuze sind 95-%-Intervalle.</translation>
    </message>
    <message>
        <source>sustained (overall %1 tokens/s)</source>
        <translation>unter Volllast (insgesamt %1 Token/s)</translation>
    </message>
    <message>
        <source>%1 TPS</source>
        <translation>%1 TPS</translation>
    </message>
    <message>
        <source>Dashed line of the full cache: %1.</source>
        <translation>Gestrichelte Linie des vollen Caches: %1.</translation>
    </message>
    <message>
        <source>Grey on a dashed line: interim, favours short answers.</source>
        <translation>Grau an gestrichelter Linie: Zwischenstand, begünstigt kurze Antworten.</translation>
    </message>
    <message>
        <source>Dashed line: interim, favours short answers.</source>
        <translation>Gestrichelte Linie: Zwischenstand, begünstigt kurze Antworten.</translation>
    </message>
    <message>
        <source>
Drawn at its overall throughput, %1 tokens/s</source>
        <translation>
Gezeichnet beim Gesamtdurchsatz, %1 Token/s</translation>
    </message>
    <message>
        <source>Overall throughput stands for all budgets of a model as soon as one has no other.</source>
        <translation>Der Gesamtdurchsatz steht für alle Budgets eines Modells, sobald eines keinen anderen hat.</translation>
    </message>
    <message>
        <source>A hollow marker divides overall by overall throughput.</source>
        <translation>Eine hohle Marke teilt Gesamt- durch Gesamtdurchsatz.</translation>
    </message>
    <message>
        <source>full cache, TPS</source>
        <translation>voller Cache, TPS</translation>
    </message>
    <message>
        <source>The full cache is not fp8: fp8 is compared with entries stored exactly.</source>
        <translation>Der volle Cache ist nicht fp8: fp8 wird mit unverändert gespeicherten Einträgen verglichen.</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Nothing is evicted: the baseline.</source>
        <translation>Nichts wird verdrängt: der Vergleichswert.</translation>
    </message>
    <message>
        <source>Entries that have received most attention so far stay; half the budget goes to the newest.</source>
        <translation>Einträge mit der bisher größten Aufmerksamkeit bleiben; die Hälfte des Budgets gehört den neuesten.</translation>
    </message>
    <message>
        <source>Entries whose keys have the smallest norm stay.</source>
        <translation>Einträge, deren Schlüssel die kleinste Norm haben, bleiben.</translation>
    </message>
    <message>
        <source>Entries that recent queries attend to and that no newer key repeats stay.</source>
        <translation>Einträge bleiben, die neuere Anfragen beachten und die kein neuerer Schlüssel wiederholt.</translation>
    </message>
    <message>
        <source>Weight of attention against redundancy; 1 is SnapKV.</source>
        <translation>Gewicht der Aufmerksamkeit gegen die Redundanz; 1 ist SnapKV.</translation>
    </message>
    <message>
        <source>Cosine above which two keys count as near-duplicates.</source>
        <translation>Kosinus, über dem zwei Schlüssel als beinahe gleich gelten.</translation>
    </message>
    <message>
        <source>A random choice beside the newest entries: the floor that a method must beat.</source>
        <translation>Eine zufällige Auswahl neben den neuesten Einträgen: was ein Verfahren übertreffen muss.</translation>
    </message>
    <message>
        <source>What the most recent queries attend to stays, with its neighbours.</source>
        <translation>Was die neuesten Anfragen beachten, bleibt, mit seinen Nachbarn.</translation>
    </message>
    <message>
        <source>The first few entries and the most recent ones stay.</source>
        <translation>Die ersten und die neuesten Einträge bleiben.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>The newest entries, which always stay and whose queries score the others.</source>
        <translation>Die neuesten Einträge, die immer bleiben und deren Anfragen die übrigen bewerten.</translation>
    </message>
    <message>
        <source>The first entries of the sequence, which always stay.</source>
        <translation>Die ersten Einträge der Sequenz, die immer bleiben.</translation>
    </message>
    <message>
        <source>Width of the max-pool over neighbouring entries; odd.</source>
        <translation>Breite des Max-Poolings über benachbarte Einträge; ungerade.</translation>
    </message>
</context>
<context>
    <name>Insight</name>
    <message>
        <source>%1 budgets and full</source>
        <translation>%1 Budgets und full</translation>
    </message>
    <message>
        <source>%1 budgets</source>
        <translation>%1 Budgets</translation>
    </message>
    <message>
        <source>%1 problems at %2</source>
        <translation>%1 Aufgaben bei %2</translation>
    </message>
    <message>
        <source>%1 problems left out, not valid at every budget</source>
        <translation>%1 Aufgaben weggelassen, nicht bei jedem Budget gültig</translation>
    </message>
    <message>
        <source>%1 unfinished left out</source>
        <translation>%1 unfertige weggelassen</translation>
    </message>
    <message>
        <source>TPS of whole cells</source>
        <translation>TPS ganzer Zellen</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>How it is computed</source>
        <translation>Wie es berechnet ist</translation>
    </message>
    <message>
        <source>None: no budget has both lower Pass@1 and lower TPS than another.</source>
        <translation>Keine: Kein Budget hat zugleich niedrigeres Pass@1 und niedrigere TPS als ein anderes.</translation>
    </message>
    <message>
        <source>At 95 %, another budget is better in both Pass@1 and TPS than: %1.</source>
        <translation>Zu 95 % ist ein anderes Budget in Pass@1 und TPS besser als: %1.</translation>
    </message>
    <message>
        <source>By point only, not at 95 %: %1.</source>
        <translation>Nur nach den Punkten, nicht zu 95 %: %1.</translation>
    </message>
    <message>
        <source>By point: %1; without intervals it cannot be said whether that is noise.</source>
        <translation>Nach den Punkten: %1; ohne Intervalle lässt sich nicht sagen, ob das Rauschen ist.</translation>
    </message>
    <message>
        <source>At 95 %: %1. By point only: %2.</source>
        <translation>Zu 95 %: %1. Nur nach den Punkten: %2.</translation>
    </message>
    <message>
        <source>b is dominated when some c has Pass@1(c) ≥ Pass@1(b) and TPS(c) ≥ TPS(b), one of them strictly</source>
        <translation>b ist dominiert, wenn es ein c mit Pass@1(c) ≥ Pass@1(b) und TPS(c) ≥ TPS(b) gibt, davon eines echt größer</translation>
    </message>
    <message>
        <source>Pareto order. At 95 %: both one-sided tests reject (intersection–union, Berger 1982), Bonferroni over the other budgets; Pass@1 by paired bootstrap over problems, TPS by Welch&apos;s t.</source>
        <translation>Pareto-Ordnung. Zu 95 %: Beide einseitigen Tests lehnen ab (Intersection–Union, Berger 1982), Bonferroni über die übrigen Budgets; Pass@1 mit gepaartem Bootstrap über die Aufgaben, TPS mit Welchs t.</translation>
    </message>
    <message>
        <source>budgets dominated at 95 %</source>
        <translation>zu 95 % dominierte Budgets</translation>
    </message>
    <message>
        <source>Cannot be said: the two models have %1 finished budgets in common, and at least 2 are needed.</source>
        <translation>Nicht zu sagen: Die beiden Modelle haben %1 fertige Budgets gemeinsam, und mindestens 2 sind nötig.</translation>
    </message>
    <message>
        <source>points per 1000 tokens</source>
        <translation>Punkte je 1000 Token</translation>
    </message>
    <message>
        <source>slope of Pass@1 of the first model − that of the second, over their common budgets in tokens</source>
        <translation>Steigung von Pass@1 des ersten Modells − die des zweiten, über ihre gemeinsamen Budgets in Token</translation>
    </message>
    <message>
        <source>Difference of least-squares slopes, bootstrap over the problems that both models have: the same draw for both (Efron 1979).</source>
        <translation>Differenz der Kleinste-Quadrate-Steigungen, Bootstrap über die Aufgaben, die beide Modelle haben: dieselbe Ziehung für beide (Efron 1979).</translation>
    </message>
    <message>
        <source>%1 loses Pass@1 faster than %2 as the budget shrinks: by %3 %4 points per 1000 tokens.</source>
        <translation>%1 verliert mit schrumpfendem Budget schneller Pass@1 als %2: um %3 %4 Punkte je 1000 Token.</translation>
    </message>
    <message>
        <source>%2 loses Pass@1 faster than %1 as the budget shrinks: by %3 %4 points per 1000 tokens.</source>
        <translation>%2 verliert mit schrumpfendem Budget schneller Pass@1 als %1: um %3 %4 Punkte je 1000 Token.</translation>
    </message>
    <message>
        <source>Not distinguishable: the slopes of %1 and %2 differ by %3 %4 points per 1000 tokens.</source>
        <translation>Nicht zu unterscheiden: Die Steigungen von %1 und %2 unterscheiden sich um %3 %4 Punkte je 1000 Token.</translation>
    </message>
    <message>
        <source>% per 1000 tokens</source>
        <translation>% je 1000 Token</translation>
    </message>
    <message>
        <source>slope of TPS / mean TPS of the second model − that of the first, over their common budgets in tokens</source>
        <translation>Steigung der TPS / mittlere TPS des zweiten Modells − die des ersten, über ihre gemeinsamen Budgets in Token</translation>
    </message>
    <message>
        <source>Difference of relative least-squares slopes; measured standard errors propagated (delta method), Student t with Welch–Satterthwaite degrees of freedom.</source>
        <translation>Differenz der relativen Kleinste-Quadrate-Steigungen; gemessene Standardfehler fortgepflanzt (Delta-Methode), Student-t mit Freiheitsgraden nach Welch–Satterthwaite.</translation>
    </message>
    <message>
        <source>Cannot be said: the spread of TPS is not known. By point, TPS changes by %3 % per 1000 tokens for %1 and by %4 % for %2.</source>
        <translation>Nicht zu sagen: Die Streuung der TPS ist nicht bekannt. Nach den Punkten ändern sich die TPS um %3 % je 1000 Token bei %1 und um %4 % bei %2.</translation>
    </message>
    <message>
        <source>delta method, Student t</source>
        <translation>Delta-Methode, Student-t</translation>
    </message>
    <message>
        <source>TPS of %1 falls faster than that of %2 as the budget grows: by %3 %4 % per 1000 tokens.</source>
        <translation>Die TPS von %1 fallen mit wachsendem Budget schneller als die von %2: um %3 %4 % je 1000 Token.</translation>
    </message>
    <message>
        <source>TPS of %2 falls faster than that of %1 as the budget grows: by %3 %4 % per 1000 tokens.</source>
        <translation>Die TPS von %2 fallen mit wachsendem Budget schneller als die von %1: um %3 %4 % je 1000 Token.</translation>
    </message>
    <message>
        <source>Not distinguishable: the relative slopes of TPS of %1 and %2 differ by %3 %4 % per 1000 tokens.</source>
        <translation>Nicht zu unterscheiden: Die relativen Steigungen der TPS von %1 und %2 unterscheiden sich um %3 %4 % je 1000 Token.</translation>
    </message>
    <message>
        <source>Trade-off</source>
        <translation>Abwägung</translation>
    </message>
    <message>
        <source>Trend of Pass@1</source>
        <translation>Trend von Pass@1</translation>
    </message>
    <message>
        <source>Trend of TPS</source>
        <translation>Trend der TPS</translation>
    </message>
    <message>
        <source>Slope of Pass@1</source>
        <translation>Steigung von Pass@1</translation>
    </message>
    <message>
        <source>Slope of TPS</source>
        <translation>Steigung der TPS</translation>
    </message>
    <message>
        <source>Knee</source>
        <translation>Knick</translation>
    </message>
    <message>
        <source>Plateau</source>
        <translation>Plateau</translation>
    </message>
    <message>
        <source>Dominated budgets</source>
        <translation>Dominierte Budgets</translation>
    </message>
    <message>
        <source>Not worse than full</source>
        <translation>Nicht schlechter als full</translation>
    </message>
    <message>
        <source>Faster decline of Pass@1</source>
        <translation>Schnellerer Abfall von Pass@1</translation>
    </message>
    <message>
        <source>Faster decline of TPS</source>
        <translation>Schnellerer Abfall der TPS</translation>
    </message>
    <message>
        <source>bootstrap over problems</source>
        <translation>Bootstrap über die Aufgaben</translation>
    </message>
    <message>
        <source>the budget where Pass@1 lies highest above the straight line from the smallest to the largest budget in tokens</source>
        <translation>das Budget, bei dem Pass@1 am höchsten über der Geraden vom kleinsten zum größten Budget in Token liegt</translation>
    </message>
    <message>
        <source>Kneedle for a discrete curve (Satopää et al. 2011), without smoothing. It is named only where that height exceeds 0 at 95 % (one-sided, Bonferroni over the inner budgets). Interval: bootstrap over problems.</source>
        <translation>Kneedle für eine diskrete Kurve (Satopää u. a. 2011), ohne Glättung. Genannt wird es nur, wo diese Höhe zu 95 % über 0 liegt (einseitig, Bonferroni über die inneren Budgets). Intervall: Bootstrap über die Aufgaben.</translation>
    </message>
    <message>
        <source>Cannot be said: Pass@1 does not rise beyond noise from the smallest to the largest budget, so there is no bend to find.</source>
        <translation>Nicht zu sagen: Pass@1 steigt vom kleinsten zum größten Budget nicht über das Rauschen hinaus, also gibt es keinen Knick zu finden.</translation>
    </message>
    <message>
        <source>Cannot be said: Pass@1 rises as a straight line would, within noise (highest at %1, %2 points above it).</source>
        <translation>Nicht zu sagen: Pass@1 steigt im Rahmen des Rauschens wie eine Gerade (am höchsten bei %1, %2 Punkte darüber).</translation>
    </message>
    <message>
        <source>Above %1 tokens Pass@1 rises more slowly (the bend lies in %2; %3 points above the straight line).</source>
        <translation>Über %1 Token steigt Pass@1 langsamer (der Knick liegt in %2; %3 Punkte über der Geraden).</translation>
    </message>
    <message>
        <source>None: %1 differs from full by %2 points (lower bound %3), beyond the margin of 1 itself; more samples are unlikely to change that.</source>
        <translation>Keines: %1 weicht um %2 Punkte von full ab (untere Schranke %3), selbst mehr als die Spanne von 1; mehr Stichproben ändern das wohl nicht.</translation>
    </message>
    <message>
        <source>None is shown: %1 differs from full by %2 points (lower bound %3). About %4 more problems are needed.</source>
        <translation>Keines ist belegt: %1 weicht um %2 Punkte von full ab (untere Schranke %3). Etwa %4 weitere Aufgaben sind nötig.</translation>
    </message>
    <message>
        <source>None is shown: %1 differs from full by %2 points (lower bound %3). About %4 more problems, or about %5 samples per problem on these, are needed.</source>
        <translation>Keines ist belegt: %1 weicht um %2 Punkte von full ab (untere Schranke %3). Etwa %4 weitere Aufgaben oder etwa %5 Stichproben je Aufgabe bei diesen sind nötig.</translation>
    </message>
    <message>
        <source>the smallest b such that the one-sided 95 % lower bound of Pass@1(b&apos;) − Pass@1(full) exceeds −1 point for every b&apos; ≥ b</source>
        <translation>das kleinste b, für das die einseitige untere 95-%-Schranke von Pass@1(b&apos;) − Pass@1(full) bei jedem b&apos; ≥ b über −1 Punkt liegt</translation>
    </message>
    <message>
        <source>Non-inferiority by paired bootstrap over problems, from the largest budget down, stopping at the first failure (fixed sequence, Maurer, Hothorn and Lehmacher 1995). Samples needed: 80 % power, n = variance · ((1.645 + 0.842) / (1 + assumed difference))², the observed difference assumed where it is a loss, else 0.</source>
        <translation>Nichtunterlegenheit mit gepaartem Bootstrap über die Aufgaben, vom größten Budget abwärts bis zum ersten Scheitern (feste Reihenfolge, Maurer, Hothorn und Lehmacher 1995). Nötige Stichproben: 80 % Teststärke, n = Varianz · ((1,645 + 0,842) / (1 + angenommene Differenz))², angenommen ist die beobachtete Differenz, wo sie ein Verlust ist, sonst 0.</translation>
    </message>
    <message>
        <source>Cannot be said: full was not run to its end for this model.</source>
        <translation>Nicht zu sagen: full lief für dieses Modell nicht zu Ende.</translation>
    </message>
    <message>
        <source>%1 tokens, the smallest that was run: it differs from full by %2 points, lower bound %3.</source>
        <translation>%1 Token, das kleinste gelaufene: Es weicht um %2 Punkte von full ab, untere Schranke %3.</translation>
    </message>
    <message>
        <source>%1 tokens: it differs from full by %2 points, lower bound %3. At %4 the lower bound is %5.</source>
        <translation>%1 Token: Es weicht um %2 Punkte von full ab, untere Schranke %3. Bei %4 ist die untere Schranke %5.</translation>
    </message>
    <message>
        <source>&lt; 0.001</source>
        <translation>&lt; 0.001</translation>
    </message>
    <message>
        <source>D = mean over problems of (pairs of budgets where the problem does better at the larger one − pairs where it does worse) / all pairs; budgets in tokens, full left out</source>
        <translation>D = Mittel über die Aufgaben von (Paare von Budgets, bei denen die Aufgabe beim größeren besser abschneidet − Paare, bei denen schlechter) / alle Paare; Budgets in Token, ohne full</translation>
    </message>
    <message>
        <source>Kendall&apos;s concordance within each problem (Kendall 1938). Interval: bootstrap over problems. p: sign-flip permutation test over problems (Fisher 1935).</source>
        <translation>Kendalls Konkordanz innerhalb jeder Aufgabe (Kendall 1938). Intervall: Bootstrap über die Aufgaben. p: Permutationstest mit Vorzeichenwechsel über die Aufgaben (Fisher 1935).</translation>
    </message>
    <message>
        <source>Pass@1 rises with the budget: D = %1 %2, p %3.</source>
        <translation>Pass@1 steigt mit dem Budget: D = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>Pass@1 falls as the budget grows: D = %1 %2, p %3.</source>
        <translation>Pass@1 fällt mit wachsendem Budget: D = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>Pass@1 shows no trend over the budgets: D = %1 %2, p %3.</source>
        <translation>Pass@1 zeigt über die Budgets keinen Trend: D = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>By point, Pass@1 rises with the budget: τ = %1, p %2.</source>
        <translation>Nach den Punkten steigt Pass@1 mit dem Budget: τ = %1, p %2.</translation>
    </message>
    <message>
        <source>By point, Pass@1 falls as the budget grows: τ = %1, p %2.</source>
        <translation>Nach den Punkten fällt Pass@1 mit wachsendem Budget: τ = %1, p %2.</translation>
    </message>
    <message>
        <source>By point, Pass@1 shows no trend over the budgets: τ = %1, p %2.</source>
        <translation>Nach den Punkten zeigt Pass@1 über die Budgets keinen Trend: τ = %1, p %2.</translation>
    </message>
    <message>
        <source>τ = (pairs of budgets where the larger one has the higher Pass@1 − pairs where it has the lower) / all pairs</source>
        <translation>τ = (Paare von Budgets, bei denen das größere das höhere Pass@1 hat − Paare, bei denen das niedrigere) / alle Paare</translation>
    </message>
    <message>
        <source>Kendall&apos;s τ of the published points, exact Mann–Kendall test (Mann 1945). It knows nothing of the uncertainty of each point.</source>
        <translation>Kendalls τ der veröffentlichten Punkte, exakter Mann–Kendall-Test (Mann 1945). Er weiß nichts von der Unsicherheit der einzelnen Punkte.</translation>
    </message>
    <message>
        <source>%1: Pass@1 %2 %, TPS %3. The 95 % intervals lie above what is asked.</source>
        <translation>%1: Pass@1 %2 %, TPS %3. Die 95-%-Intervalle liegen über dem Verlangten.</translation>
    </message>
    <message>
        <source>%1: Pass@1 %2 %, TPS %3. By point only: a 95 % interval reaches below what is asked.</source>
        <translation>%1: Pass@1 %2 %, TPS %3. Nur nach den Punkten: Ein 95-%-Intervall reicht unter das Verlangte.</translation>
    </message>
    <message>
        <source>%1: Pass@1 %2 %, TPS %3. By point only: no interval is known.</source>
        <translation>%1: Pass@1 %2 %, TPS %3. Nur nach den Punkten: Kein Intervall ist bekannt.</translation>
    </message>
    <message>
        <source>No measured budget reaches a Pass@1 of %1 %; the best has %2 %.</source>
        <translation>Kein gemessenes Budget erreicht Pass@1 von %1 %; das beste hat %2 %.</translation>
    </message>
    <message>
        <source>No measured budget reaches %1 tokens/s; the fastest has %2.</source>
        <translation>Kein gemessenes Budget erreicht %1 Token/s; das schnellste hat %2.</translation>
    </message>
    <message>
        <source>No measured budget reaches both at once.</source>
        <translation>Kein gemessenes Budget erreicht beides zugleich.</translation>
    </message>
    <message>
        <source>the smallest budget b such that Pass@1(b&apos;) − Pass@1(reference) has a 95 % interval around 0 for every b&apos; ≥ b; the reference is full, else the largest budget</source>
        <translation>das kleinste Budget b, bei dem Pass@1(b&apos;) − Pass@1(Bezug) für jedes b&apos; ≥ b ein 95-%-Intervall um 0 hat; der Bezug ist full, sonst das größte Budget</translation>
    </message>
    <message>
        <source>Paired differences by problem, from the largest budget down, stopping at the first that differs (a fixed sequence needs no correction). Intervals: bootstrap over problems.</source>
        <translation>Gepaarte Differenzen je Aufgabe, vom größten Budget abwärts bis zum ersten, das abweicht (eine feste Reihenfolge braucht keine Korrektur). Intervalle: Bootstrap über die Aufgaben.</translation>
    </message>
    <message>
        <source>No plateau: already %1 differs from %2, by %3 %4 points.</source>
        <translation>Kein Plateau: Schon %1 weicht von %2 ab, um %3 %4 Punkte.</translation>
    </message>
    <message>
        <source>From %1 on, differences to %2 are within noise; ones below %3 points could not be seen.</source>
        <translation>Ab %1 liegen Unterschiede zu %2 im Rauschen; solche unter %3 Punkten wären nicht zu sehen.</translation>
    </message>
    <message>
        <source>Student t</source>
        <translation>Student-t</translation>
    </message>
    <message>
        <source>Cannot be said: the throughput of some finished budgets was not measured.</source>
        <translation>Nicht zu sagen: Der Durchsatz einiger fertiger Budgets wurde nicht gemessen.</translation>
    </message>
    <message>
        <source>Cannot be said: the budgets were measured on different devices.</source>
        <translation>Nicht zu sagen: Die Budgets wurden auf verschiedenen Geräten gemessen.</translation>
    </message>
    <message>
        <source>Cannot be said: the budgets were measured with different batch policies.</source>
        <translation>Nicht zu sagen: Die Budgets wurden mit verschiedenen Batch-Regeln gemessen.</translation>
    </message>
    <message>
        <source>Cannot be said: published figures carry no samples, so nothing is known of their uncertainty.</source>
        <translation>Nicht zu sagen: Hinter veröffentlichten Werten stehen keine Stichproben, also ist über ihre Unsicherheit nichts bekannt.</translation>
    </message>
    <message>
        <source>Cannot be said yet: no budget is finished, and interim cells favour short answers.</source>
        <translation>Noch nicht zu sagen: Kein Budget ist fertig, und Zwischenstände begünstigen kurze Antworten.</translation>
    </message>
    <message>
        <source>Cannot be said: only %1 problems have a valid sample at every budget, and at least %2 are needed.</source>
        <translation>Nicht zu sagen: Nur %1 Aufgaben haben bei jedem Budget eine gültige Stichprobe, und mindestens %2 sind nötig.</translation>
    </message>
    <message>
        <source>1000 · Σ (b − mean b)(Pass@1(b) − mean Pass@1) / Σ (b − mean b)² over the budgets b in tokens, full left out</source>
        <translation>1000 · Σ (b − Mittel b)(Pass@1(b) − Mittel Pass@1) / Σ (b − Mittel b)² über die Budgets b in Token, ohne full</translation>
    </message>
    <message>
        <source>Ordinary least squares through the budgets&apos; Pass@1. Interval: bootstrap over problems, the same draw for all budgets (Efron 1979). A curve is summarised by its straight line.</source>
        <translation>Gewöhnliche kleinste Quadrate durch Pass@1 der Budgets. Intervall: Bootstrap über die Aufgaben, dieselbe Ziehung für alle Budgets (Efron 1979). Eine Kurve wird durch ihre Gerade zusammengefasst.</translation>
    </message>
    <message>
        <source>By point, %1 points per 1000 tokens; without samples there is no interval.</source>
        <translation>Nach den Punkten %1 Punkte je 1000 Token; ohne Stichproben gibt es kein Intervall.</translation>
    </message>
    <message>
        <source>Pass@1 changes by %1 %2 points per 1000 tokens of budget.</source>
        <translation>Pass@1 ändert sich um %1 %2 Punkte je 1000 Token Budget.</translation>
    </message>
    <message>
        <source>tokens/s per 1000 tokens</source>
        <translation>Token/s je 1000 Token</translation>
    </message>
    <message>
        <source>1000 · Σ w (b − b̄)·TPS(b) / Σ w (b − b̄)², w = 1 / standard error², b̄ the w-weighted mean; full left out</source>
        <translation>1000 · Σ w (b − b̄)·TPS(b) / Σ w (b − b̄)², w = 1 / Standardfehler², b̄ das mit w gewichtete Mittel; ohne full</translation>
    </message>
    <message>
        <source>Weighted least squares through the budgets&apos; TPS, standard errors from batch means or repeats. Interval: those errors propagated, Student t with Welch–Satterthwaite degrees of freedom (Welch 1947).</source>
        <translation>Gewichtete kleinste Quadrate durch die TPS der Budgets, Standardfehler aus Batch-Mitteln oder Wiederholungen. Intervall: diese Fehler fortgepflanzt, Student-t mit Freiheitsgraden nach Welch–Satterthwaite (Welch 1947).</translation>
    </message>
    <message>
        <source>By point, %1 tokens/s per 1000 tokens of budget; the spread of TPS was not measured, so there is no interval.</source>
        <translation>Nach den Punkten %1 Token/s je 1000 Token Budget; die Streuung der TPS wurde nicht gemessen, also gibt es kein Intervall.</translation>
    </message>
    <message>
        <source>weighted least squares, Student t</source>
        <translation>gewichtete kleinste Quadrate, Student-t</translation>
    </message>
    <message>
        <source>TPS changes by %1 %2 tokens/s per 1000 tokens of budget.</source>
        <translation>Die TPS ändern sich um %1 %2 Token/s je 1000 Token Budget.</translation>
    </message>
    <message>
        <source>Cannot be said yet: %1 budgets in tokens are finished, and at least %2 are needed.</source>
        <translation>Noch nicht zu sagen: %1 Budgets in Token sind fertig, und mindestens %2 sind nötig.</translation>
    </message>
    <message>
        <source>Cannot be said: the session has %1 budgets in tokens, and at least %2 are needed.</source>
        <translation>Nicht zu sagen: Die Sitzung hat %1 Budgets in Token, und mindestens %2 sind nötig.</translation>
    </message>
    <message>
        <source>τ = (pairs of budgets where the larger one has the higher TPS − pairs where it has the lower) / all pairs; budgets in tokens, full left out</source>
        <translation>τ = (Paare von Budgets, bei denen das größere die höheren TPS hat − Paare, bei denen die niedrigeren) / alle Paare; Budgets in Token, ohne full</translation>
    </message>
    <message>
        <source>Kendall&apos;s τ (Kendall 1938), exact Mann–Kendall test (Mann 1945). Interval: 2000 redraws of each budget&apos;s TPS within its standard error (parametric bootstrap, Efron 1979).</source>
        <translation>Kendalls τ (Kendall 1938), exakter Mann–Kendall-Test (Mann 1945). Intervall: 2000 neue Ziehungen der TPS jedes Budgets innerhalb ihres Standardfehlers (parametrischer Bootstrap, Efron 1979).</translation>
    </message>
    <message>
        <source>parametric bootstrap</source>
        <translation>parametrischer Bootstrap</translation>
    </message>
    <message>
        <source>TPS rises with the budget: τ = %1 %2, p %3.</source>
        <translation>Die TPS steigen mit dem Budget: τ = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>TPS falls as the budget grows: τ = %1 %2, p %3.</source>
        <translation>Die TPS fallen mit wachsendem Budget: τ = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>TPS shows no trend over the budgets: τ = %1 %2, p %3.</source>
        <translation>Die TPS zeigen über die Budgets keinen Trend: τ = %1 %2, p %3.</translation>
    </message>
    <message>
        <source>By point, TPS rises with the budget: τ = %1, p %2; no interval is known.</source>
        <translation>Nach den Punkten steigen die TPS mit dem Budget: τ = %1, p %2; kein Intervall ist bekannt.</translation>
    </message>
    <message>
        <source>By point, TPS falls as the budget grows: τ = %1, p %2; no interval is known.</source>
        <translation>Nach den Punkten fallen die TPS mit wachsendem Budget: τ = %1, p %2; kein Intervall ist bekannt.</translation>
    </message>
    <message>
        <source>By point, TPS shows no trend over the budgets: τ = %1, p %2.</source>
        <translation>Nach den Punkten zeigen die TPS über die Budgets keinen Trend: τ = %1, p %2.</translation>
    </message>
    <message>
        <source>the two trends below, taken together</source>
        <translation>die beiden Trends unten, zusammengenommen</translation>
    </message>
    <message>
        <source>A direction is named where its 95 % interval excludes 0 (without an interval: where p ≤ 0.05).</source>
        <translation>Eine Richtung wird genannt, wo ihr 95-%-Intervall die 0 ausschließt (ohne Intervall: wo p ≤ 0,05).</translation>
    </message>
    <message>
        <source>There is a trade-off: a larger budget brings Pass@1 and costs TPS.</source>
        <translation>Es ist abzuwägen: Ein größeres Budget bringt Pass@1 und kostet TPS.</translation>
    </message>
    <message>
        <source>No trade-off is shown: neither Pass@1 nor TPS has a trend over these budgets.</source>
        <translation>Kein Zielkonflikt ist belegt: Weder Pass@1 noch TPS hat über diese Budgets einen Trend.</translation>
    </message>
    <message>
        <source>A larger budget brings Pass@1; that it costs TPS is not shown.</source>
        <translation>Ein größeres Budget bringt Pass@1; dass es TPS kostet, ist nicht belegt.</translation>
    </message>
    <message>
        <source>No trade-off: a larger budget brings both Pass@1 and TPS.</source>
        <translation>Kein Zielkonflikt: Ein größeres Budget bringt sowohl Pass@1 als auch TPS.</translation>
    </message>
    <message>
        <source>A larger budget costs TPS; that it brings Pass@1 is not shown.</source>
        <translation>Ein größeres Budget kostet TPS; dass es Pass@1 bringt, ist nicht belegt.</translation>
    </message>
    <message>
        <source>No trade-off: TPS rises with the budget, Pass@1 has no trend.</source>
        <translation>Kein Zielkonflikt: Die TPS steigen mit dem Budget, Pass@1 hat keinen Trend.</translation>
    </message>
    <message>
        <source>Pass@1 falls as the budget grows: the reverse of the usual trade-off. Look at the samples.</source>
        <translation>Pass@1 fällt mit wachsendem Budget: umgekehrt wie üblich. Sehen Sie sich die Stichproben an.</translation>
    </message>
    <message>
        <source>%3 samples in %1 cells are invalid (not-a-number logits or an error). They are left out of Pass@1, not counted as wrong.</source>
        <translation>%3 Stichproben in %1 Zellen sind ungültig (NaN in den Logits oder ein Fehler). Sie sind aus Pass@1 weggelassen, nicht als falsch gezählt.</translation>
    </message>
    <message>
        <source>Look up their reasons, and run these cells again once the cause is gone.</source>
        <translation>Sehen Sie die Gründe nach und lassen Sie diese Zellen erneut laufen, wenn die Ursache behoben ist.</translation>
    </message>
    <message>
        <source>More than 5 % of the answers were cut off at the token limit in %1 of %2 cells (up to %3 %): they have no final answer and count as 0.</source>
        <translation>In %1 von %2 Zellen wurden mehr als 5 % der Antworten an der Token-Grenze abgeschnitten (bis zu %3 %): Sie haben keine endgültige Antwort und zählen als 0.</translation>
    </message>
    <message>
        <source>Raise the limit of new tokens, or read Pass@1 as that of this limit.</source>
        <translation>Erhöhen Sie die Grenze neuer Token, oder lesen Sie Pass@1 als das zu dieser Grenze.</translation>
    </message>
    <message>
        <source>More than 10 % of the answers ended by themselves without a final answer in %1 of %2 cells (up to %3 %).</source>
        <translation>In %1 von %2 Zellen endeten mehr als 10 % der Antworten von selbst ohne endgültige Antwort (bis zu %3 %).</translation>
    </message>
    <message>
        <source>Look at some of them: the prompt or the grader may not fit, or eviction drops the question.</source>
        <translation>Sehen Sie sich einige davon an: Vielleicht passt der Prompt oder die Bewertung nicht, oder die Verdrängung verwirft die Frage.</translation>
    </message>
    <message>
        <source>The 95 % interval of Pass@1 is wider than ±5 points in %1 of %2 cells (up to ±%3): smaller differences cannot be read off the bars.</source>
        <translation>Das 95-%-Intervall von Pass@1 ist in %1 von %2 Zellen breiter als ±5 Punkte (bis zu ±%3): Kleinere Unterschiede lassen sich an den Balken nicht ablesen.</translation>
    </message>
    <message>
        <source>Add problems or samples per problem. The insight card compares problem by problem, which sees more.</source>
        <translation>Fügen Sie Aufgaben oder Stichproben je Aufgabe hinzu. Die Erkenntnisse vergleichen Aufgabe für Aufgabe und sehen mehr.</translation>
    </message>
    <message>
        <source>Eviction never fired in %1 of %2 cells: prompt and output stayed below the trigger, so their figures are those of full.</source>
        <translation>In %1 von %2 Zellen wurde nie verdrängt: Prompt und Ausgabe blieben unter der Auslöselänge, ihre Werte sind also die von full.</translation>
    </message>
    <message>
        <source>Choose smaller budgets, or problems with longer answers.</source>
        <translation>Wählen Sie kleinere Budgets oder Aufgaben mit längeren Antworten.</translation>
    </message>
    <message>
        <source>In %1 of %2 cells prompt and output together are on average no longer than the budget: only the longest samples were evicted from.</source>
        <translation>In %1 von %2 Zellen sind Prompt und Ausgabe zusammen im Mittel nicht länger als das Budget: Nur aus den längsten Stichproben wurde verdrängt.</translation>
    </message>
    <message>
        <source>Read these cells as nearly full, or choose smaller budgets.</source>
        <translation>Lesen Sie diese Zellen als beinahe full, oder wählen Sie kleinere Budgets.</translation>
    </message>
    <message>
        <source>Outputs are longer than at the largest budget in %1 of %2 cells (up to %3 %, paired by problem, 95 %): a token rate flatters cells that need more tokens for an answer.</source>
        <translation>In %1 von %2 Zellen sind die Ausgaben länger als beim größten Budget (bis zu %3 %, nach Aufgaben gepaart, 95 %): Eine Token-Rate schmeichelt Zellen, die mehr Token für eine Antwort brauchen.</translation>
    </message>
    <message>
        <source>Compare answers per hour beside tokens per second.</source>
        <translation>Vergleichen Sie neben Token pro Sekunde auch Antworten pro Stunde.</translation>
    </message>
    <message>
        <source>%1 of %3 cells failed: what they hold is no result.</source>
        <translation>%1 von %3 Zellen sind fehlgeschlagen: Was sie enthalten, ist kein Ergebnis.</translation>
    </message>
    <message>
        <source>Read the reason in the cell list, and run them again.</source>
        <translation>Lesen Sie den Grund in der Liste der Zellen und lassen Sie sie erneut laufen.</translation>
    </message>
    <message>
        <source>%1 of %3 cells are unfinished: interim figures favour short answers, and nothing is concluded from them.</source>
        <translation>%1 von %3 Zellen sind nicht fertig: Zwischenstände begünstigen kurze Antworten, und aus ihnen wird nichts geschlossen.</translation>
    </message>
    <message>
        <source>Let the sweep finish.</source>
        <translation>Lassen Sie den Sweep zu Ende laufen.</translation>
    </message>
    <message>
        <source>%1 of %2 cells have not begun.</source>
        <translation>%1 von %2 Zellen haben nicht begonnen.</translation>
    </message>
    <message>
        <source>%1 lines of %2 could not be used.</source>
        <translation>%1 Zeilen von %2 waren nicht verwendbar.</translation>
    </message>
    <message>
        <source>Read the dataset&apos;s quarantine report: the figures are those of the other problems.</source>
        <translation>Lesen Sie den Quarantänebericht des Datensatzes: Die Werte sind die der übrigen Aufgaben.</translation>
    </message>
    <message>
        <source>No sustained phase in %1 of %2 cells (%3): their throughput is that of the whole cell, with its tail.</source>
        <translation>Keine Phase unter Volllast in %1 von %2 Zellen (%3): Ihr Durchsatz ist der der ganzen Zelle mit ihrem Ausklang.</translation>
    </message>
    <message>
        <source>Compare the overall figures of all cells: hollow and filled markers are not the same measure.</source>
        <translation>Vergleichen Sie die Gesamtwerte aller Zellen: Hohle und gefüllte Marken sind nicht dasselbe Maß.</translation>
    </message>
    <message>
        <source>Use more samples than the batch holds, or a smaller batch.</source>
        <translation>Verwenden Sie mehr Stichproben, als der Batch fasst, oder einen kleineren Batch.</translation>
    </message>
    <message>
        <source>The batch asked for was not reached in %1 of %2 cells: their throughput is that of a smaller batch.</source>
        <translation>Der verlangte Batch wurde in %1 von %2 Zellen nicht erreicht: Ihr Durchsatz ist der eines kleineren Batches.</translation>
    </message>
    <message>
        <source>Give the KV cache more memory, use more samples, or ask for a batch that every cell reaches.</source>
        <translation>Geben Sie dem KV-Cache mehr Speicher, verwenden Sie mehr Stichproben, oder verlangen Sie einen Batch, den jede Zelle erreicht.</translation>
    </message>
    <message>
        <source>Cells were measured with different batch policies: their throughputs do not compare.</source>
        <translation>Zellen wurden mit verschiedenen Batch-Regeln gemessen: Ihre Durchsätze sind nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Compare cells of one batch policy, or run the others again.</source>
        <translation>Vergleichen Sie Zellen einer Batch-Regel, oder lassen Sie die anderen erneut laufen.</translation>
    </message>
    <message>
        <source>In %1 of %2 cells sequences lost their memory and started again: that work is in their throughput.</source>
        <translation>In %1 von %2 Zellen verloren Sequenzen ihren Speicher und begannen neu: Diese Arbeit steckt in ihrem Durchsatz.</translation>
    </message>
    <message>
        <source>Give the KV cache more memory to measure without it.</source>
        <translation>Geben Sie dem KV-Cache mehr Speicher, um ohne sie zu messen.</translation>
    </message>
    <message>
        <source>Cells were measured on different devices (%3): their throughputs do not compare.</source>
        <translation>Zellen wurden auf verschiedenen Geräten gemessen (%3): Ihre Durchsätze sind nicht vergleichbar.</translation>
    </message>
    <message>
        <source>Run the sweep on one device.</source>
        <translation>Führen Sie den Sweep auf einem Gerät aus.</translation>
    </message>
    <message>
        <source>Published figures: without samples and intervals, differences can only be read by point.</source>
        <translation>Veröffentlichte Werte: Ohne Stichproben und Intervalle lassen sich Unterschiede nur nach den Punkten lesen.</translation>
    </message>
    <message>
        <source>Run a sweep of your own to test them.</source>
        <translation>Führen Sie einen eigenen Sweep aus, um sie zu prüfen.</translation>
    </message>
    <message>
        <source>Cannot be said: the answers were not graded (%1).</source>
        <translation>Lässt sich nicht sagen: Die Antworten wurden nicht bewertet (%1).</translation>
    </message>
    <message>
        <source>No accuracy in %1 of %4 cells (%3): their answers were not graded, throughput alone was measured.</source>
        <translation>Keine Genauigkeit in %1 von %4 Zellen (%3): Ihre Antworten wurden nicht bewertet, nur der Durchsatz wurde gemessen.</translation>
    </message>
    <message>
        <source>Run them with a checkpoint to see what a budget costs in accuracy.</source>
        <translation>Mit einem Checkpoint ausführen, um zu sehen, was ein Budget an Genauigkeit kostet.</translation>
    </message>
    <message>
        <source>The device ran out of memory in %1 of %2 cells, which went on with fewer sequences at once (down to %3): their throughput is that of a smaller batch.</source>
        <translation>In %1 von %2 Zellen ging dem Gerät der Speicher aus, und sie liefen mit weniger Sequenzen zugleich weiter (bis auf %3): Ihr Durchsatz ist der eines kleineren Batches.</translation>
    </message>
    <message>
        <source>Ask for a smaller batch, lower the budget, or end other programs that use the device.</source>
        <translation>Einen kleineren Batch verlangen, das Budget senken oder andere Programme beenden, die das Gerät benutzen.</translation>
    </message>
    <message>
        <source>The throughput of %1 of %2 cells was measured while the GPU was slowed by its temperature (at up to %3 % of the readings).</source>
        <translation>Der Durchsatz von %1 von %2 Zellen wurde gemessen, während die GPU durch ihre Temperatur gebremst wurde (bei bis zu %3 % der Ablesungen).</translation>
    </message>
    <message>
        <source>Cool the GPU better and measure again: how warm it was depends on what ran before.</source>
        <translation>Die GPU besser kühlen und noch einmal messen: Wie warm sie war, hängt davon ab, was vorher lief.</translation>
    </message>
    <message>
        <source>The throughput of %1 of %2 cells was measured while the GPU was slowed by something outside it (at up to %3 % of the readings): its power supply, the machine or another GPU.</source>
        <translation>Der Durchsatz von %1 von %2 Zellen wurde gemessen, während die GPU von außen gebremst wurde (bei bis zu %3 % der Ablesungen): durch ihre Stromversorgung, den Rechner oder eine andere GPU.</translation>
    </message>
    <message>
        <source>The column &quot;Throttled&quot; of the cells names it. Measure again when that is settled.</source>
        <translation>Die Spalte „Gedrosselt“ der Zellen nennt es. Noch einmal messen, wenn das behoben ist.</translation>
    </message>
    <message>
        <source>The throughput of %1 of %2 cells was measured while the GPU was slowed by its power limit (at up to %3 % of the readings).</source>
        <translation>Der Durchsatz von %1 von %2 Zellen wurde gemessen, während die GPU durch ihre Leistungsgrenze gebremst wurde (bei bis zu %3 % der Ablesungen).</translation>
    </message>
    <message>
        <source>That is usual under full load. State the limit with the figures; cells compare under the same one.</source>
        <translation>Das ist unter voller Last üblich. Die Grenze zu den Zahlen nennen; vergleichbar sind Zellen unter derselben.</translation>
    </message>
    <message>
        <source>Published figures have no problems behind them to be paired.</source>
        <translation>Hinter veröffentlichten Werten stehen keine Aufgaben, die sich paaren ließen.</translation>
    </message>
    <message>
        <source>Not finished in both sessions.</source>
        <translation>Nicht in beiden Sitzungen fertig.</translation>
    </message>
    <message>
        <source>The sessions have %1 problems in common here, and at least 2 are needed.</source>
        <translation>Die Sitzungen haben hier %1 Aufgaben gemeinsam; mindestens 2 sind nötig.</translation>
    </message>
    <message>
        <source>Throughput is not known in both sessions.</source>
        <translation>Der Durchsatz ist nicht in beiden Sitzungen bekannt.</translation>
    </message>
    <message>
        <source>%1 of %2 cells have no throughput: they were resumed with fewer samples left than ran at once before.</source>
        <translation>%1 von %2 Zellen haben keinen Durchsatz: Als sie fortgesetzt wurden, fehlten weniger Stichproben, als zuvor zugleich liefen.</translation>
    </message>
    <message>
        <source>Ask for one more repeat: it times these cells as a whole, and their samples stay.</source>
        <translation>Eine Wiederholung mehr misst diese Zellen als Ganzes; ihre Stichproben bleiben.</translation>
    </message>
    <message>
        <source>%1 of %3 cells have the model, dataset, policy and budget of an earlier cell, and another seed, buffer or sampling: charts and insights show the earlier one.</source>
        <translation>%1 von %3 Zellen haben Modell, Datensatz, Verfahren und Budget einer früheren Zelle, aber einen anderen Seed oder Puffer oder ein anderes Sampling: Diagramme und Erkenntnisse zeigen die frühere.</translation>
    </message>
    <message>
        <source>The table lists them all. Keep settings that are to be compared in sessions of their own.</source>
        <translation>Die Tabelle führt alle auf. Einstellungen, die verglichen werden sollen, gehören in eigene Sitzungen.</translation>
    </message>
    <message>
        <source>1 budget and full</source>
        <translation>1 Budget und full</translation>
    </message>
    <message>
        <source>1 budget</source>
        <translation>1 Budget</translation>
    </message>
</context>
<context>
    <name>ModelBadge</name>
    <message>
        <source>incomplete: %1 missing</source>
        <translation>unvollständig: %1 fehlt</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>on the CPU needs %1, %2 free</source>
        <translation>braucht auf der CPU %1, frei sind %2</translation>
    </message>
    <message>
        <source>fits in memory</source>
        <translation>passt in den Speicher</translation>
    </message>
</context>
<context>
    <name>PlanText</name>
    <message>
        <source>both models</source>
        <translation>beide Modelle</translation>
    </message>
    <message>
        <source>all models</source>
        <translation>alle Modelle</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>random weights</source>
        <translation>zufällige Gewichte</translation>
    </message>
    <message>
        <source>Only %1 of %2 steps had all %3 sequences running; %4 are needed</source>
        <translation>In nur %1 von %2 Schritten liefen alle %3 Sequenzen; %4 sind nötig</translation>
    </message>
    <message>
        <source>resumed: only the last %1 of %2 samples ran in this pass (%3)</source>
        <translation>fortgesetzt: nur die letzten %1 von %2 Stichproben liefen in diesem Durchgang (%3)</translation>
    </message>
    <message>
        <source>vLLM reports its whole run, prefill included</source>
        <translation>vLLM nennt nur den ganzen Lauf samt Prefill</translation>
    </message>
    <message>
        <source>no sustained phase was measured</source>
        <translation>keine Phase unter Volllast wurde gemessen</translation>
    </message>
    <message>
        <source>Only %1 of %2 steps had all %3 sequences running, each past its first compression; %4 are needed</source>
        <translation>In nur %1 von %2 Schritten liefen alle %3 Sequenzen, jede nach ihrer ersten Verdrängung; %4 sind nötig</translation>
    </message>
    <message>
        <source>resumed: only the last %1 of %2 samples ran in this pass, fewer than it could run at once</source>
        <translation>fortgesetzt: in diesem Durchgang liefen nur die letzten %1 von %2 Stichproben, weniger als zugleich laufen können</translation>
    </message>
</context>
<context>
    <name>kvscope::ArgumentText</name>
    <message>
        <source>a whole number of at least %1 is needed</source>
        <translation>eine ganze Zahl ab %1 ist nötig</translation>
    </message>
    <message>
        <source>a number is needed</source>
        <translation>eine Zahl ist nötig</translation>
    </message>
    <message>
        <source>one of %1 is needed</source>
        <translation>eines von %1 ist nötig</translation>
    </message>
    <message>
        <source>a whole number is needed</source>
        <translation>eine ganze Zahl ist nötig</translation>
    </message>
    <message>
        <source>“%1” was not understood: an option with its value was expected.</source>
        <translation>„%1“ wurde nicht verstanden: Erwartet war eine Option mit ihrem Wert.</translation>
    </message>
    <message>
        <source>“%1” is not an option of `kvscope-runner run`.</source>
        <translation>„%1“ ist keine Option von `kvscope-runner run`.</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2: %3</translation>
    </message>
</context>
<context>
    <name>kvscope::Banner</name>
    <message>
        <source>Kind of message</source>
        <translation>Art der Meldung</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Stop and resume</source>
        <translation>Anhalten und fortsetzen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
</context>
<context>
    <name>kvscope::BudgetPicker</name>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>%1, in %2</source>
        <translation>%1, in %2</translation>
    </message>
    <message>
        <source>Pass@1 at least</source>
        <translation>Pass@1 mindestens</translation>
    </message>
    <message>
        <source>TPS at least</source>
        <translation>TPS mindestens</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>Token/s</translation>
    </message>
</context>
<context>
    <name>kvscope::CellsModel</name>
    <message>
        <source>published</source>
        <translation>veröffentlicht</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>%1 now</source>
        <translation>%1 jetzt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>Pass@1 %</source>
        <translation>Pass@1 %</translation>
    </message>
    <message>
        <source>TPS</source>
        <translation>TPS</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Evictions</source>
        <translation>Verdrängungen</translation>
    </message>
    <message>
        <source>Cut off %</source>
        <translation>Abgeschnitten %</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Tokens/J</source>
        <translation>Tokens/J</translation>
    </message>
    <message>
        <source>Power, W</source>
        <translation>Leistung, W</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>GPU-Speicher</translation>
    </message>
    <message>
        <source>Throttled</source>
        <translation>Gedrosselt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>No accuracy: %1</source>
        <translation>Keine Genauigkeit: %1</translation>
    </message>
</context>
<context>
    <name>kvscope::CollapsibleSection</name>
    <message>
        <source>%1, section</source>
        <translation>%1, Abschnitt</translation>
    </message>
</context>
<context>
    <name>kvscope::ColumnFields</name>
    <message>
        <source>Column with the problem</source>
        <translation>Spalte mit der Aufgabe</translation>
    </message>
    <message>
        <source>Column with the expected answer</source>
        <translation>Spalte mit der erwarteten Antwort</translation>
    </message>
    <message>
        <source>Column with the id</source>
        <translation>Spalte mit der Kennung</translation>
    </message>
    <message>
        <source>Kind of answer</source>
        <translation>Art der Antwort</translation>
    </message>
    <message>
        <source>Mathematics</source>
        <translation>Mathematik</translation>
    </message>
    <message>
        <source>Integer</source>
        <translation>Ganze Zahl</translation>
    </message>
    <message>
        <source>Letter, choices in the problem</source>
        <translation>Buchstabe, Auswahl in der Aufgabe</translation>
    </message>
    <message>
        <source>Choices in their order</source>
        <translation>Auswahl in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Right answer and wrong choices</source>
        <translation>Richtige Antwort und falsche Auswahl</translation>
    </message>
    <message>
        <source>How answers are graded, and where the choices of a multiple-choice problem stand</source>
        <translation>Wie Antworten bewertet werden und wo die Auswahl einer Multiple-Choice-Aufgabe steht</translation>
    </message>
    <message>
        <source>Columns with choices</source>
        <translation>Spalten mit Auswahl</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Wrong ones</source>
        <translation>Falsche</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>choose a column</source>
        <translation>Spalte wählen</translation>
    </message>
    <message>
        <source>line number</source>
        <translation>Zeilennummer</translation>
    </message>
</context>
<context>
    <name>kvscope::ComparePage</name>
    <message>
        <source>Differences and ratios are the second session against the first, with 95 % intervals; Pass@1 is paired by problem.</source>
        <translation>Unterschiede und Verhältnisse stellen die zweite Sitzung der ersten gegenüber, mit 95-%-Intervallen; Pass@1 ist nach Aufgaben gepaart.</translation>
    </message>
    <message>
        <source>Cells in the first session only: %1.</source>
        <translation>Nur in der ersten Sitzung: %1 Zellen.</translation>
    </message>
    <message>
        <source>Cells in the second session only: %1.</source>
        <translation>Nur in der zweiten Sitzung: %1 Zellen.</translation>
    </message>
    <message>
        <source>Both sessions: Pass@1 and throughput by KV budget</source>
        <translation>Beide Sitzungen: Pass@1 und Durchsatz nach KV-Budget</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Differences between the sessions, by cell</source>
        <translation>Unterschiede zwischen den Sitzungen, nach Zellen</translation>
    </message>
    <message>
        <source>Settings in which the sessions differ</source>
        <translation>Einstellungen, in denen sich die Sitzungen unterscheiden</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 gegen %2</translation>
    </message>
    <message>
        <source>Settings (%1)</source>
        <translation>Einstellungen (%1)</translation>
    </message>
</context>
<context>
    <name>kvscope::ComparisonModel</name>
    <message>
        <source>%1, other parameters</source>
        <translation>%1, andere Parameter</translation>
    </message>
    <message>
        <source>Second minus first, in points, over the %1 problems that both have. Interval: bootstrap over problems; p: sign-flip test on the differences.</source>
        <translation>Zweite minus erste, in Punkten, über die %1 Aufgaben, die beide haben. Intervall: Bootstrap über Aufgaben; p: Vorzeichentest der Unterschiede durch Vertauschen.</translation>
    </message>
    <message>
        <source>Second over first, by the rates of whole cells.</source>
        <translation>Zweite durch erste, nach den Raten ganzer Zellen.</translation>
    </message>
    <message>
        <source>Second over first, by sustained rates.</source>
        <translation>Zweite durch erste, nach anhaltenden Raten.</translation>
    </message>
    <message>
        <source>%1 Interval: delta method on the logarithm, Student t.</source>
        <translation>%1 Intervall: Delta-Methode auf dem Logarithmus, Student-t.</translation>
    </message>
    <message>
        <source>%1 The spread of the rates is not known in both, so there is no interval.</source>
        <translation>%1 Die Streuung der Raten ist nicht in beiden bekannt, daher gibt es kein Intervall.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Pass@1, first</source>
        <translation>Pass@1, erste</translation>
    </message>
    <message>
        <source>second</source>
        <translation>zweite</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>TPS, first</source>
        <translation>TPS, erste</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Verhältnis</translation>
    </message>
</context>
<context>
    <name>kvscope::DatasetChooser</name>
    <message>
        <source>Dataset shown</source>
        <translation>Gezeigter Datensatz</translation>
    </message>
    <message>
        <source>Average of datasets</source>
        <translation>Mittel der Datensätze</translation>
    </message>
</context>
<context>
    <name>kvscope::DatasetDialog</name>
    <message>
        <source>How %1 is read</source>
        <translation>Wie %1 gelesen wird</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>Erste Zeilen der Datei</translation>
    </message>
    <message>
        <source>Name the columns myself</source>
        <translation>Spalten selbst benennen</translation>
    </message>
    <message>
        <source>First problem as the model gets it</source>
        <translation>Erste Aufgabe, wie das Modell sie bekommt</translation>
    </message>
    <message>
        <source>Lines that are left out</source>
        <translation>Ausgelassene Zeilen</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Why it is left out</source>
        <translation>Warum sie ausgelassen wird</translation>
    </message>
    <message>
        <source>Choose the columns with the problem and the expected answer, and those with choices.</source>
        <translation>Wählen Sie die Spalten mit der Aufgabe und der erwarteten Antwort und die mit der Auswahl.</translation>
    </message>
    <message>
        <source>columns as named</source>
        <translation>Spalten wie benannt</translation>
    </message>
    <message>
        <source>layout %1</source>
        <translation>Aufbau %1</translation>
    </message>
    <message>
        <source>%1 problems, %2, graded as %3. The first one, as the model gets it:</source>
        <translation>%1 Aufgaben, %2, bewertet als %3. Die erste, wie das Modell sie bekommt:</translation>
    </message>
    <message>
        <source>Expected answer: %1</source>
        <translation>Erwartete Antwort: %1</translation>
    </message>
    <message>
        <source>Lines left out: %1</source>
        <translation>Ausgelassene Zeilen: %1</translation>
    </message>
    <message>
        <source>This file fits no known layout.</source>
        <translation>Diese Datei passt zu keinem bekannten Aufbau.</translation>
    </message>
</context>
<context>
    <name>kvscope::DatasetFields</name>
    <message>
        <source>Choose dataset files</source>
        <translation>Datensatzdateien wählen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Use the first problems</source>
        <translation>Die ersten Aufgaben verwenden</translation>
    </message>
    <message>
        <source>Use only the first so many problems of each file</source>
        <translation>Nur so viele Aufgaben vom Anfang jeder Datei verwenden</translation>
    </message>
    <message>
        <source>Use first</source>
        <translation>Nur erste</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>keine gewählt</translation>
    </message>
    <message>
        <source>%1 problems, graded as %2</source>
        <translation>%1 Aufgaben, bewertet als %2</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose JSONL, JSON or CSV files with problems</source>
        <translation>JSONL-, JSON- oder CSV-Dateien mit Aufgaben wählen</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Spalten…</translation>
    </message>
    <message>
        <source>How %1 is read: its columns, a preview, the lines left out</source>
        <translation>Wie %1 gelesen wird: Spalten, Vorschau, ausgelassene Zeilen</translation>
    </message>
    <message>
        <source>Columns of %1</source>
        <translation>Spalten von %1</translation>
    </message>
    <message>
        <source>Problems (*.jsonl *.ndjson *.json *.csv *.tsv)</source>
        <translation>Aufgaben (*.jsonl *.ndjson *.json *.csv *.tsv)</translation>
    </message>
    <message>
        <source>Seed of the order of choices</source>
        <translation>Startwert der Reihenfolge der Antworten</translation>
    </message>
    <message>
        <source>Multiple choices are shuffled with this seed where the file states no order; the session stores it</source>
        <translation>Auswahlantworten werden mit diesem Startwert gemischt, wo die Datei keine Reihenfolge nennt; die Sitzung speichert ihn</translation>
    </message>
    <message>
        <source>Choice order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>; lines left out: %1 (%2)</source>
        <translation>; ausgelassene Zeilen: %1 (%2)</translation>
    </message>
</context>
<context>
    <name>kvscope::DetailText</name>
    <message>
        <source>Tokens are shown by their ids: %1</source>
        <translation>Token werden mit ihren Nummern gezeigt: %1</translation>
    </message>
    <message>
        <source>the tokenizer did not know all of them.</source>
        <translation>der Tokenizer kannte nicht alle.</translation>
    </message>
    <message>
        <source>Nothing is evicted under the budget “full”.</source>
        <translation>Unter dem Budget „full“ wird nichts verdrängt.</translation>
    </message>
    <message>
        <source>The cache of this sample was never compressed: it held %1 entries at most and is compressed at %2.</source>
        <translation>Der Cache dieser Stichprobe wurde nie komprimiert: Er hielt höchstens %1 Einträge und wird bei %2 komprimiert.</translation>
    </message>
    <message>
        <source>The evictions of this session were not traced. A sweep with the setup’s Trace on “first sample each” (--eviction-trace first) stores those of sample 0 of each problem, “all samples” (--eviction-trace all) those of every sample.</source>
        <translation>Die Verdrängungen dieser Sitzung wurden nicht aufgezeichnet. Ein Sweep mit der Spur „je erste Stichprobe“ (--eviction-trace first) speichert die von Stichprobe 0 jeder Aufgabe, „alle Stichproben“ (--eviction-trace all) die jeder Stichprobe.</translation>
    </message>
    <message>
        <source>The evictions of this sample were not traced; sample 0 of each problem is. A sweep with the setup’s Trace on “all samples” (--eviction-trace all) stores those of every sample.</source>
        <translation>Die Verdrängungen dieser Stichprobe wurden nicht aufgezeichnet, nur die von Stichprobe 0 jeder Aufgabe. Ein Sweep mit der Spur „alle Stichproben“ (--eviction-trace all) speichert die jeder Stichprobe.</translation>
    </message>
</context>
<context>
    <name>kvscope::DeviceFields</name>
    <message>
        <source>Batch policy</source>
        <translation>Batch-Regel</translation>
    </message>
    <message>
        <source>fixed number</source>
        <translation>feste Anzahl</translation>
    </message>
    <message>
        <source>fill memory</source>
        <translation>Speicher füllen</translation>
    </message>
    <message>
        <source>Sequences at once</source>
        <translation>Sequenzen gleichzeitig</translation>
    </message>
    <message>
        <source> at once</source>
        <translation> gleichzeitig</translation>
    </message>
    <message>
        <source>Memory for KV entries, MiB</source>
        <translation>Speicher für KV-Einträge, MiB</translation>
    </message>
    <message>
        <source> MiB of KV</source>
        <translation> MiB KV</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA GPU</source>
        <translation>CUDA-GPU</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>one per core</source>
        <translation>einer je Kern</translation>
    </message>
    <message>
        <source>Timing repeats</source>
        <translation>Wiederholungen der Zeitmessung</translation>
    </message>
    <message>
        <source>How often each cell is timed; the samples are the same each time</source>
        <translation>Wie oft jede Zelle gemessen wird; die Stichproben sind jedes Mal dieselben</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>Which GPU</source>
        <translation>Welche GPU</translation>
    </message>
    <message>
        <source>the first</source>
        <translation>die erste</translation>
    </message>
    <message>
        <source>Its index, its UUID or the start of one</source>
        <translation>Ihr Index, ihre UUID oder deren Anfang</translation>
    </message>
    <message>
        <source>Arithmetic on the GPU</source>
        <translation>Rechnung auf der GPU</translation>
    </message>
    <message>
        <source>How KV entries are stored</source>
        <translation>Wie KV-Einträge gespeichert werden</translation>
    </message>
    <message>
        <source>as computed</source>
        <translation>wie gerechnet</translation>
    </message>
    <message>
        <source>both, a curve each</source>
        <translation>beides, je eine Kurve</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>the checkpoint&apos;s</source>
        <translation>die des Checkpoints</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>Random weights measure throughput alone: nothing is graded, and no dataset is needed</source>
        <translation>Zufällige Gewichte messen nur den Durchsatz: nichts wird bewertet, und kein Datensatz wird gebraucht</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>Rechnung</translation>
    </message>
    <message>
        <source>KV entries</source>
        <translation>KV-Einträge</translation>
    </message>
</context>
<context>
    <name>kvscope::DocumentEditor</name>
    <message>
        <source>A runner is writing this session. Notes and titles can be changed when it has stopped.</source>
        <translation>Ein Runner schreibt gerade diese Sitzung. Notizen und Titel lassen sich ändern, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>The change was not stored: %1</source>
        <translation>Die Änderung wurde nicht gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>kvscope::DropLegend</name>
    <message>
        <source>Legend: the colour says when a token was dropped, from early to late; the height of the fill says in how many of the chosen heads</source>
        <translation>Legende: Die Farbe sagt, wann ein Token verworfen wurde, von früh bis spät; die Höhe der Füllung, in wie vielen der gewählten Köpfe</translation>
    </message>
    <message>
        <source>Colour: mean compression at which the heads dropped the token. Height of the fill: share of the chosen heads that dropped it. Faded text is kept by no head; dotted tokens were still to come.</source>
        <translation>Farbe: mittlere Kompression, bei der die Köpfe das Token verwarfen. Höhe der Füllung: Anteil der gewählten Köpfe, die es verwarfen. Blassen Text behält kein Kopf; gepunktete Token kamen erst noch.</translation>
    </message>
    <message>
        <source>dropped early</source>
        <translation>früh</translation>
    </message>
    <message>
        <source>late</source>
        <translation>spät</translation>
    </message>
    <message>
        <source>in few</source>
        <translation>wenige</translation>
    </message>
    <message>
        <source>all heads</source>
        <translation>alle</translation>
    </message>
</context>
<context>
    <name>kvscope::DropText</name>
    <message>
        <source>Only files and folders of this machine can be dropped here.</source>
        <translation>Hier lassen sich nur Dateien und Ordner dieses Rechners ablegen.</translation>
    </message>
    <message>
        <source>%1 is no model folder: it holds no config.json.</source>
        <translation>%1 ist kein Modellordner: Er enthält keine config.json.</translation>
    </message>
    <message>
        <source>%1 cannot be used. Drop a .kvsession file to open it, or model folders and problem files (.jsonl, .json, .csv) to add them to the setup.</source>
        <translation>%1 kann nicht verwendet werden. Legen Sie eine .kvsession-Datei ab, um sie zu öffnen, oder Modellordner und Aufgabendateien (.jsonl, .json, .csv), um sie dem Aufbau hinzuzufügen.</translation>
    </message>
    <message>
        <source>Drop sessions, model folders and problem files separately.</source>
        <translation>Legen Sie Sitzungen, Modellordner und Aufgabendateien getrennt ab.</translation>
    </message>
    <message>
        <source>Drop one session at a time.</source>
        <translation>Legen Sie immer nur eine Sitzung ab.</translation>
    </message>
    <message>
        <source>A sweep compares two models: drop one or two folders.</source>
        <translation>Ein Sweep vergleicht zwei Modelle: Legen Sie einen oder zwei Ordner ab.</translation>
    </message>
</context>
<context>
    <name>kvscope::EvictionHeatMap</name>
    <message>
        <source>Share of heads that keep each position after each compression</source>
        <translation>Anteil der Köpfe, die jede Position nach jeder Kompression behalten</translation>
    </message>
    <message>
        <source>No head is chosen</source>
        <translation>Kein Kopf ist gewählt</translation>
    </message>
    <message>
        <source>position</source>
        <translation>Position</translation>
    </message>
</context>
<context>
    <name>kvscope::EvictionView</name>
    <message>
        <source>Choose a sample to see its evictions.</source>
        <translation>Wählen Sie eine Stichprobe, um ihre Verdrängungen zu sehen.</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>KV head</source>
        <translation>KV-Kopf</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>Kept, by position and compression</source>
        <translation>Behalten, nach Position und Kompression</translation>
    </message>
    <message>
        <source>Kept per layer: prompt below, output above</source>
        <translation>Behalten je Schicht: unten Prompt, oben Ausgabe</translation>
    </message>
    <message>
        <source>Arrow keys or a click tell about one token.</source>
        <translation>Pfeiltasten oder ein Klick nennen Näheres zu einem Token.</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>Alle Schichten</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>Alle Köpfe</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>Kopf %1</translation>
    </message>
    <message>
        <source>Before the first of %1 compressions</source>
        <translation>Vor der ersten von %1 Kompressionen</translation>
    </message>
    <message>
        <source>after prefill</source>
        <translation>nach dem Prefill</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>After compression %1 of %2 · %3 · %4 → %5 entries</source>
        <translation>Nach Kompression %1 von %2 · %3 · %4 → %5 Einträge</translation>
    </message>
</context>
<context>
    <name>kvscope::ExportDialog</name>
    <message>
        <source>Export chart</source>
        <translation>Diagramm exportieren</translation>
    </message>
    <message>
        <source>Preview of the figure</source>
        <translation>Vorschau der Abbildung</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Eigene Größe</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>Width of the figure</source>
        <translation>Breite der Abbildung</translation>
    </message>
    <message>
        <source>Height of the figure</source>
        <translation>Höhe der Abbildung</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <translation>Größe des Textes</translation>
    </message>
    <message>
        <source>%1 dpi</source>
        <translation>%1 dpi</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Print, black text</source>
        <translation>Druck, schwarzer Text</translation>
    </message>
    <message>
        <source>Greyscale</source>
        <translation>Graustufen</translation>
    </message>
    <message>
        <source>Panels below each other</source>
        <translation>Felder untereinander</translation>
    </message>
    <message>
        <source>No background</source>
        <translation>Ohne Hintergrund</translation>
    </message>
    <message>
        <source>Purpose of the figure</source>
        <translation>Zweck der Abbildung</translation>
    </message>
    <message>
        <source>Resolution of a PNG</source>
        <translation>Auflösung eines PNG</translation>
    </message>
    <message>
        <source>Theme of the figure</source>
        <translation>Farbschema der Abbildung</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>%1 × %2 mm
PNG: %3 × %4 px</source>
        <translation>%1 × %2 mm
PNG: %3 × %4 px</translation>
    </message>
    <message>
        <source>Too small for text of this size.</source>
        <translation>Zu klein für Text dieser Größe.</translation>
    </message>
    <message>
        <source>PNG image (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG-Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF-Dokument (*.pdf)</translation>
    </message>
    <message>
        <source>LaTeX, pgfplots (*.tex)</source>
        <translation>LaTeX, pgfplots (*.tex)</translation>
    </message>
</context>
<context>
    <name>kvscope::FigurePreset</name>
    <message>
        <source>Screen</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Paper, one column</source>
        <translation>Artikel, eine Spalte</translation>
    </message>
    <message>
        <source>Paper, two columns</source>
        <translation>Artikel, zwei Spalten</translation>
    </message>
    <message>
        <source>Slide, 16:9</source>
        <translation>Folie, 16:9</translation>
    </message>
</context>
<context>
    <name>kvscope::FilterText</name>
    <message>
        <source>correct</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>ungültig</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>abgeschnitten</translation>
    </message>
</context>
<context>
    <name>kvscope::FormatText</name>
    <message>
        <source>full</source>
        <translation>full</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>kvscope::InsightsView</name>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Put every statement and how it is computed on the clipboard</source>
        <translation>Jede Aussage und ihre Berechnung in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Insights</source>
        <translation>Erkenntnisse</translation>
    </message>
    <message>
        <source>What the budgets say appears here as soon as one of them is finished.</source>
        <translation>Was die Budgets aussagen, steht hier, sobald eines davon fertig ist.</translation>
    </message>
    <message>
        <source>Budget to use</source>
        <translation>Zu verwendendes Budget</translation>
    </message>
    <message>
        <source>Formula: %1.
Method: %2</source>
        <translation>Formel: %1.
Methode: %2</translation>
    </message>
    <message>
        <source>How is this computed?
%1</source>
        <translation>Wie ist das berechnet?
%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>kvscope::KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>In the chart: walk over budgets and panels</source>
        <translation>Im Diagramm: durch Budgets und Felder gehen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>In the chart: open what is marked</source>
        <translation>Im Diagramm: das Markierte öffnen</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Next field</source>
        <translation>Nächstes Feld</translation>
    </message>
    <message>
        <source>Enter, click</source>
        <translation>Eingabe, Klick</translation>
    </message>
    <message>
        <source>Space, then Shift+Enter</source>
        <translation>Leertaste, dann Umschalt+Eingabe</translation>
    </message>
    <message>
        <source>In the chart: compare two bars (Shift and click, or Shift and drag)</source>
        <translation>Im Diagramm: zwei Balken vergleichen (Umschalt und Klick, oder Umschalt und ziehen)</translation>
    </message>
    <message>
        <source>+, −, wheel, drag</source>
        <translation>+, −, Mausrad, ziehen</translation>
    </message>
    <message>
        <source>In the chart: zoom along the budgets, or into a box</source>
        <translation>Im Diagramm: entlang der Budgets oder in einen Kasten vergrößern</translation>
    </message>
    <message>
        <source>Ctrl+arrows, Ctrl+drag</source>
        <translation>Strg+Pfeile, Strg+ziehen</translation>
    </message>
    <message>
        <source>In the chart: move what is seen</source>
        <translation>Im Diagramm: den Ausschnitt verschieben</translation>
    </message>
    <message>
        <source>0, Esc, double click</source>
        <translation>0, Esc, Doppelklick</translation>
    </message>
    <message>
        <source>In the chart: show everything again</source>
        <translation>Im Diagramm: wieder alles zeigen</translation>
    </message>
    <message>
        <source>In the list of cells: list the samples of the cell</source>
        <translation>In der Liste der Zellen: die Stichproben der Zelle auflisten</translation>
    </message>
    <message>
        <source>In the eviction viewer: walk over tokens, compressions and layers</source>
        <translation>In der Verdrängungsansicht: durch Token, Kompressionen und Schichten gehen</translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation>Bild auf, Bild ab</translation>
    </message>
    <message>
        <source>In the chart: choose among the policies at one budget</source>
        <translation>Im Diagramm: unter den Verfahren bei einem Budget wählen</translation>
    </message>
</context>
<context>
    <name>kvscope::LayerBars</name>
    <message>
        <source>Entries kept per layer</source>
        <translation>Behaltene Einträge je Schicht</translation>
    </message>
    <message>
        <source>Layer %1 keeps %2 entries a head: %3 prompt, %4 output; %5 positions by any head.</source>
        <translation>Schicht %1 behält %2 Einträge je Kopf: %3 Prompt, %4 Ausgabe; %5 Positionen in irgendeinem Kopf.</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>Schicht</translation>
    </message>
</context>
<context>
    <name>kvscope::MainActions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New sweep</source>
        <translation>&amp;Neuer Sweep</translation>
    </message>
    <message>
        <source>Set up a new sweep</source>
        <translation>Einen neuen Sweep aufbauen</translation>
    </message>
    <message>
        <source>&amp;Open session…</source>
        <translation>Sitzung ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open a session file</source>
        <translation>Eine Sitzungsdatei öffnen</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Published &amp;figures</source>
        <translation>Veröffentlichte &amp;Abbildungen</translation>
    </message>
    <message>
        <source>Save a &amp;copy…</source>
        <translation>&amp;Kopie speichern …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>Save a copy of the session, while a sweep runs too</source>
        <translation>Eine Kopie der Sitzung speichern, auch während ein Sweep läuft</translation>
    </message>
    <message>
        <source>&amp;Export chart…</source>
        <translation>Diagramm &amp;exportieren …</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Save what is seen as PNG, SVG, PDF or LaTeX</source>
        <translation>Was zu sehen ist als PNG, SVG, PDF oder LaTeX speichern</translation>
    </message>
    <message>
        <source>Export &amp;numbers…</source>
        <translation>Za&amp;hlen exportieren …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+E</source>
        <translation>Ctrl+Shift+E</translation>
    </message>
    <message>
        <source>Save every cell&apos;s figures as CSV, TSV or JSON</source>
        <translation>Die Werte jeder Zelle als CSV, TSV oder JSON speichern</translation>
    </message>
    <message>
        <source>Copy c&amp;hart</source>
        <translation>Diagra&amp;mm kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+I</source>
        <translation>Ctrl+Shift+I</translation>
    </message>
    <message>
        <source>Put what is seen on the clipboard as an image, as SVG and as a table</source>
        <translation>Was zu sehen ist als Bild, als SVG und als Tabelle in die Zwischenablage legen</translation>
    </message>
    <message>
        <source>Show chart as &amp;table</source>
        <translation>Diagramm als &amp;Tabelle zeigen</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>The chart in words and as a table, for reading aloud and for copying</source>
        <translation>Das Diagramm in Worten und als Tabelle, zum Vorlesen und zum Kopieren</translation>
    </message>
    <message>
        <source>Close session</source>
        <translation>Sitzung schließen</translation>
    </message>
    <message>
        <source>Ctrl+W</source>
        <translation>Ctrl+W</translation>
    </message>
    <message>
        <source>Back to the first page</source>
        <translation>Zurück zur ersten Seite</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Leave; finished samples are kept</source>
        <translation>Verlassen; fertige Stichproben bleiben erhalten</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>&amp;Sweep</source>
        <translation>&amp;Sweep</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Return</translation>
    </message>
    <message>
        <source>Start this sweep in a new session</source>
        <translation>Diesen Sweep in einer neuen Sitzung starten</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Go on with the interrupted sweep</source>
        <translation>Den unterbrochenen Sweep fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>Finish the running samples, then wait</source>
        <translation>Laufende Stichproben beenden, dann warten</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Ctrl+.</source>
        <translation>Ctrl+.</translation>
    </message>
    <message>
        <source>Stop; finished samples are kept</source>
        <translation>Anhalten; fertige Stichproben bleiben erhalten</translation>
    </message>
    <message>
        <source>&amp;Copy runner command</source>
        <translation>Runner-&amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Copy the equivalent kvscope-runner command</source>
        <translation>Den gleichbedeutenden Befehl für kvscope-runner kopieren</translation>
    </message>
    <message>
        <source>&amp;Fill from copied command</source>
        <translation>Aus kopiertem Befehl aus&amp;füllen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+V</source>
        <translation>Ctrl+Shift+V</translation>
    </message>
    <message>
        <source>Set the form from a kvscope-runner command on the clipboard</source>
        <translation>Das Formular nach einem kvscope-runner-Befehl in der Zwischenablage ausfüllen</translation>
    </message>
    <message>
        <source>&amp;Demo sweep</source>
        <translation>&amp;Demo-Sweep</translation>
    </message>
    <message>
        <source>Ctrl+D</source>
        <translation>Ctrl+D</translation>
    </message>
    <message>
        <source>Run or open the demo on the bundled models</source>
        <translation>Die Demo mit den mitgelieferten Modellen starten oder öffnen</translation>
    </message>
    <message>
        <source>Start sweep</source>
        <translation>Sweep starten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Scales from &amp;zero</source>
        <translation>Skalen ab &amp;null</translation>
    </message>
    <message>
        <source>Z</source>
        <translation>Z</translation>
    </message>
    <message>
        <source>Both axes start at zero</source>
        <translation>Beide Achsen beginnen bei null</translation>
    </message>
    <message>
        <source>Published ranges</source>
        <translation>Veröffentlichte Bereiche</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>The published figure&apos;s ranges: Pass@1 30–80, throughput 400–800</source>
        <translation>Die Bereiche der veröffentlichten Abbildung: Pass@1 30–80, Durchsatz 400–800</translation>
    </message>
    <message>
        <source>Stack panels</source>
        <translation>Felder stapeln</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>One panel below the other</source>
        <translation>Ein Feld unter dem anderen</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Ctrl+0</source>
        <translation>Ctrl+0</translation>
    </message>
    <message>
        <source>Undo zooming</source>
        <translation>Vergrößerung aufheben</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Show or hide the setup</source>
        <translation>Den Aufbau zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>Zellen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Show the tab “%1”</source>
        <translation>Die Karte „%1“ zeigen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>F11</source>
        <translation>F11</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>Den ganzen Bildschirm nutzen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Ctrl+Alt+S</source>
        <translation>Ctrl+Alt+S</translation>
    </message>
    <message>
        <source>Light or dark as the system</source>
        <translation>Hell oder dunkel wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Ctrl+Alt+L</source>
        <translation>Ctrl+Alt+L</translation>
    </message>
    <message>
        <source>Light window</source>
        <translation>Helles Fenster</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Ctrl+Alt+D</source>
        <translation>Ctrl+Alt+D</translation>
    </message>
    <message>
        <source>Dark window</source>
        <translation>Dunkles Fenster</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>List every key</source>
        <translation>Alle Tasten auflisten</translation>
    </message>
    <message>
        <source>&amp;About KVScope</source>
        <translation>Ü&amp;ber KVScope</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>Version und Lizenz</translation>
    </message>
    <message>
        <source>&amp;Lock scales</source>
        <translation>Skalen &amp;koppeln</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>All panels share their scales and zoom together</source>
        <translation>Alle Felder teilen ihre Skalen und vergrößern gemeinsam</translation>
    </message>
    <message>
        <source>&amp;Overlay published figure</source>
        <translation>Veröffentlichte Abbildung &amp;überlagern</translation>
    </message>
    <message>
        <source>Next overlay</source>
        <translation>Nächste Überlagerung</translation>
    </message>
    <message>
        <source>O</source>
        <translation>O</translation>
    </message>
    <message>
        <source>Lay a published figure over the chart, then the next one, then none</source>
        <translation>Eine veröffentlichte Abbildung über das Diagramm legen, dann die nächste, dann keine</translation>
    </message>
    <message>
        <source>S&amp;amples</source>
        <translation>&amp;Stichproben</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>&amp;Stichproben</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>List the samples behind the bars; Enter or a click on a bar lists those of one cell</source>
        <translation>Die Stichproben hinter den Balken auflisten; Eingabe oder ein Klick auf einen Balken zeigt die einer Zelle</translation>
    </message>
    <message>
        <source>&amp;Back to the charts</source>
        <translation>&amp;Zurück zu den Diagrammen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Leave the samples</source>
        <translation>Die Stichproben verlassen</translation>
    </message>
    <message>
        <source>&amp;Previous sample</source>
        <translation>&amp;Vorige Stichprobe</translation>
    </message>
    <message>
        <source>Ctrl+Up</source>
        <translation>Ctrl+Up</translation>
    </message>
    <message>
        <source>Read the sample above</source>
        <translation>Die Stichprobe darüber lesen</translation>
    </message>
    <message>
        <source>&amp;Next sample</source>
        <translation>&amp;Nächste Stichprobe</translation>
    </message>
    <message>
        <source>Ctrl+Down</source>
        <translation>Ctrl+Down</translation>
    </message>
    <message>
        <source>Read the sample below</source>
        <translation>Die Stichprobe darunter lesen</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>S&amp;uchen</translation>
    </message>
    <message>
        <source>Find a problem id or an answer</source>
        <translation>Eine Aufgaben-Kennung oder Antwort suchen</translation>
    </message>
    <message>
        <source>Copy &amp;row</source>
        <translation>&amp;Zeile kopieren</translation>
    </message>
    <message>
        <source>Alt+R</source>
        <translation>Alt+R</translation>
    </message>
    <message>
        <source>Copy the sample&apos;s row as a table</source>
        <translation>Die Zeile der Stichprobe als Tabelle kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;transcript</source>
        <translation>&amp;Text kopieren</translation>
    </message>
    <message>
        <source>Alt+T</source>
        <translation>Alt+T</translation>
    </message>
    <message>
        <source>Copy the sample&apos;s whole text</source>
        <translation>Den ganzen Text der Stichprobe kopieren</translation>
    </message>
    <message>
        <source>&amp;Export samples…</source>
        <translation>Stichproben &amp;exportieren …</translation>
    </message>
    <message>
        <source>Alt+E</source>
        <translation>Alt+E</translation>
    </message>
    <message>
        <source>Save the samples that are listed as CSV or JSON lines</source>
        <translation>Die aufgelisteten Stichproben als CSV oder JSON-Zeilen speichern</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Vorige</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächste</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>&amp;Grade again…</source>
        <translation>Erneut &amp;bewerten …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+G</source>
        <translation>Ctrl+Shift+G</translation>
    </message>
    <message>
        <source>Grade the stored samples again, without a model</source>
        <translation>Die gespeicherten Stichproben erneut bewerten, ohne Modell</translation>
    </message>
    <message>
        <source>Insights</source>
        <translation>Erkenntnisse</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>&amp;Compared sample</source>
        <translation>&amp;Verglichene Stichprobe</translation>
    </message>
    <message>
        <source>Alt+P</source>
        <translation>Alt+P</translation>
    </message>
    <message>
        <source>Read the same problem and sample under the compared budget, and back</source>
        <translation>Dieselbe Aufgabe und Stichprobe unter dem verglichenen Budget lesen, und zurück</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Verglichen</translation>
    </message>
    <message>
        <source>&amp;Import results…</source>
        <translation>Ergebnisse &amp;importieren…</translation>
    </message>
    <message>
        <source>Ctrl+I</source>
        <translation>Ctrl+I</translation>
    </message>
    <message>
        <source>Make a session of results of lm-evaluation-harness or of a vLLM benchmark</source>
        <translation>Aus Ergebnissen von lm-evaluation-harness oder eines vLLM-Benchmarks eine Sitzung machen</translation>
    </message>
    <message>
        <source>Export &amp;results</source>
        <translation>&amp;Ergebnisse exportieren</translation>
    </message>
    <message>
        <source>As &amp;lm-evaluation-harness writes them…</source>
        <translation>Wie &amp;lm-evaluation-harness sie schreibt…</translation>
    </message>
    <message>
        <source>Save samples and scores as lm-evaluation-harness writes them</source>
        <translation>Stichproben und Werte speichern, wie lm-evaluation-harness sie schreibt</translation>
    </message>
    <message>
        <source>As a &amp;vLLM benchmark writes them…</source>
        <translation>Wie ein &amp;vLLM-Benchmark sie schreibt…</translation>
    </message>
    <message>
        <source>Save each cell&apos;s throughput as vLLM&apos;s benchmark writes it</source>
        <translation>Den Durchsatz jeder Zelle speichern, wie vLLMs Benchmark ihn schreibt</translation>
    </message>
    <message>
        <source>Compare &amp;with session…</source>
        <translation>&amp;Mit Sitzung vergleichen …</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Lay another session beside this one; so does a session dropped with Shift</source>
        <translation>Eine andere Sitzung neben diese legen; ebenso eine mit Umschalt abgelegte</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <source>Take the last note or title back</source>
        <translation>Die letzte Notiz oder den letzten Titel zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>Write it again</source>
        <translation>Wieder schreiben</translation>
    </message>
    <message>
        <source>&amp;Note…</source>
        <translation>&amp;Notiz …</translation>
    </message>
    <message>
        <source>N</source>
        <translation>N</translation>
    </message>
    <message>
        <source>Write a note on the bar or point that is pointed at or was picked</source>
        <translation>Eine Notiz zu dem Balken oder Punkt schreiben, auf den gezeigt wird oder der gewählt wurde</translation>
    </message>
    <message>
        <source>Session &amp;title…</source>
        <translation>Sitzungs&amp;titel …</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Give the session a title</source>
        <translation>Der Sitzung einen Titel geben</translation>
    </message>
    <message>
        <source>Intervals as &amp;ellipses</source>
        <translation>Intervalle als &amp;Ellipsen</translation>
    </message>
    <message>
        <source>E</source>
        <translation>E</translation>
    </message>
    <message>
        <source>Joint 95 % regions instead of crosses, where a chart has intervals in both directions</source>
        <translation>Gemeinsame 95-%-Bereiche statt Kreuzen, wo ein Diagramm Intervalle in beiden Richtungen hat</translation>
    </message>
</context>
<context>
    <name>kvscope::MainWindow</name>
    <message>
        <source>KVScope</source>
        <translation>KVScope</translation>
    </message>
    <message>
        <source>%1 — KVScope</source>
        <translation>%1 — KVScope</translation>
    </message>
    <message>
        <source>The command is on the clipboard.</source>
        <translation>Der Befehl liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Go on with the sweep</source>
        <translation>Den Sweep fortsetzen</translation>
    </message>
    <message>
        <source>Finish the running samples, then wait</source>
        <translation>Laufende Stichproben beenden, dann warten</translation>
    </message>
    <message>
        <source>A sweep is running. Stop it first; finished samples are kept.</source>
        <translation>Ein Sweep läuft. Halten Sie ihn zuerst an; fertige Stichproben bleiben erhalten.</translation>
    </message>
    <message>
        <source>New sweep — KVScope</source>
        <translation>Neuer Sweep — KVScope</translation>
    </message>
    <message>
        <source>The clipboard holds no kvscope-runner command.</source>
        <translation>Die Zwischenablage enthält keinen Befehl für kvscope-runner.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>The window changes its language when KVScope is started again.</source>
        <translation>Das Fenster wechselt die Sprache, wenn KVScope neu gestartet wird.</translation>
    </message>
    <message>
        <source>About KVScope</source>
        <translation>Über KVScope</translation>
    </message>
    <message>
        <source>KVScope %1</source>
        <translation>KVScope %1</translation>
    </message>
    <message>
        <source>Accuracy and speed of reasoning models under a KV budget.
Free software, GNU General Public License 3 or later.
Qt %1</source>
        <translation>Genauigkeit und Geschwindigkeit von Reasoning-Modellen unter einem KV-Budget.
Freie Software, GNU General Public License 3 oder neuer.
Qt %1</translation>
    </message>
    <message>
        <source>Stopping the sweep. The window closes when finished samples are safe.</source>
        <translation>Der Sweep wird angehalten. Das Fenster schließt sich, sobald fertige Stichproben gesichert sind.</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>Session not found</source>
        <translation>Sitzung nicht gefunden</translation>
    </message>
    <message>
        <source>There is no session at %1. It was moved, or its disk is not there.</source>
        <translation>Unter %1 gibt es keine Sitzung. Sie wurde verschoben, oder ihr Datenträger fehlt.</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
        <source>Locate %1</source>
        <translation>%1 suchen</translation>
    </message>
    <message>
        <source>KVScope sessions (*.kvsession)</source>
        <translation>KVScope-Sitzungen (*.kvsession)</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Kopie speichern</translation>
    </message>
    <message>
        <source>Export numbers</source>
        <translation>Zahlen exportieren</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Table with tabs (*.tsv)</source>
        <translation>Tabelle mit Tabulatoren (*.tsv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>The chart could not be written to %1. Details are in the log.</source>
        <translation>Das Diagramm konnte nicht nach %1 geschrieben werden. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>The chart was written to %1.</source>
        <translation>Das Diagramm wurde nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>The numbers could not be written to %1. Details are in the log.</source>
        <translation>Die Zahlen konnten nicht nach %1 geschrieben werden. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>The numbers were written to %1.</source>
        <translation>Die Zahlen wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>There is not enough memory to copy the chart.</source>
        <translation>Der Speicher reicht nicht, um das Diagramm zu kopieren.</translation>
    </message>
    <message>
        <source>The chart is on the clipboard as an image, as SVG and as a table.</source>
        <translation>Das Diagramm liegt als Bild, als SVG und als Tabelle in der Zwischenablage.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>%1 could not be read. Details are in the log.</source>
        <translation>%1 konnte nicht gelesen werden. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>Export the samples that are listed</source>
        <translation>Die aufgelisteten Stichproben exportieren</translation>
    </message>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV-Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines with the texts (*.jsonl)</source>
        <translation>JSON-Zeilen mit den Texten (*.jsonl)</translation>
    </message>
    <message>
        <source>%1 samples were written to %2.</source>
        <translation>%1 Stichproben wurden nach %2 geschrieben.</translation>
    </message>
    <message>
        <source>A sweep is writing this session. Grade it again when the sweep has stopped.</source>
        <translation>Ein Sweep schreibt in diese Sitzung. Bewerten Sie sie erneut, wenn er angehalten ist.</translation>
    </message>
    <message>
        <source>Import results</source>
        <translation>Ergebnisse importieren</translation>
    </message>
    <message>
        <source>lm-evaluation-harness or vLLM benchmark (*.json *.jsonl)</source>
        <translation>lm-evaluation-harness oder vLLM-Benchmark (*.json *.jsonl)</translation>
    </message>
    <message>
        <source>Session for the imported results</source>
        <translation>Sitzung für die importierten Ergebnisse</translation>
    </message>
    <message>
        <source>The results were imported into %1.</source>
        <translation>Die Ergebnisse wurden in %1 importiert.</translation>
    </message>
    <message>
        <source>Folder for the exported results</source>
        <translation>Ordner für die exportierten Ergebnisse</translation>
    </message>
    <message numerus="yes">
        <source>%n files were written to %1.</source>
        <translation>
            <numerusform>%n Datei wurde nach %1 geschrieben.</numerusform>
            <numerusform>%n Dateien wurden nach %1 geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>The sessions could not be compared: %1</source>
        <translation>Die Sitzungen ließen sich nicht vergleichen: %1</translation>
    </message>
    <message>
        <source>Compare with session</source>
        <translation>Mit Sitzung vergleichen</translation>
    </message>
    <message>
        <source>Open a session first; then another one can be compared with it.</source>
        <translation>Öffnen Sie zuerst eine Sitzung; dann lässt sich eine andere mit ihr vergleichen.</translation>
    </message>
    <message>
        <source>This session is open already. Choose another one to compare it with.</source>
        <translation>Diese Sitzung ist schon geöffnet. Wählen Sie eine andere zum Vergleich.</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>This figure comes with KVScope and stays as it is. Save a copy and write into that.</source>
        <translation>Diese Abbildung gehört zu KVScope und bleibt, wie sie ist. Speichern Sie eine Kopie und schreiben Sie in diese.</translation>
    </message>
    <message>
        <source>Point at a bar or a point of the chart first; its note is edited then.</source>
        <translation>Zeigen Sie zuerst auf einen Balken oder Punkt des Diagramms; dann wird dessen Notiz bearbeitet.</translation>
    </message>
    <message>
        <source>note on %1</source>
        <translation>Notiz zu %1</translation>
    </message>
    <message>
        <source>Title of the session</source>
        <translation>Titel der Sitzung</translation>
    </message>
    <message>
        <source>Title; empty for the name of the file</source>
        <translation>Titel; leer für den Namen der Datei</translation>
    </message>
    <message>
        <source>title of the session</source>
        <translation>Titel der Sitzung</translation>
    </message>
    <message>
        <source>Show samples</source>
        <translation>Stichproben zeigen</translation>
    </message>
    <message>
        <source>Add note…</source>
        <translation>Notiz hinzufügen …</translation>
    </message>
    <message>
        <source>Edit note…</source>
        <translation>Notiz bearbeiten …</translation>
    </message>
</context>
<context>
    <name>kvscope::ModelFields</name>
    <message>
        <source>Left panel</source>
        <translation>Linkes Feld</translation>
    </message>
    <message>
        <source>Right panel</source>
        <translation>Rechtes Feld</translation>
    </message>
    <message>
        <source>Model, %1</source>
        <translation>Modell, %1</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Einen Modellordner wählen</translation>
    </message>
    <message>
        <source>Choose a model folder, %1</source>
        <translation>Einen Modellordner wählen, %1</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Preview prompt…</source>
        <translation>Prompt ansehen…</translation>
    </message>
    <message>
        <source>Show the first problem as each model reads it, special tokens marked</source>
        <translation>Die erste Aufgabe so zeigen, wie jedes Modell sie liest, Sondertoken markiert</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>revision %1</source>
        <translation>Revision %1</translation>
    </message>
</context>
<context>
    <name>kvscope::NoteDialog</name>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on %1</source>
        <translation>Notiz zu %1</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Text der Notiz</translation>
    </message>
    <message>
        <source>Stands under the chart with a numbered mark at the bar, in exports too</source>
        <translation>Steht unter dem Diagramm, mit einer Nummer am Balken, auch in Exporten</translation>
    </message>
    <message>
        <source>%1 of at most %2 characters</source>
        <translation>%1 von höchstens %2 Zeichen</translation>
    </message>
</context>
<context>
    <name>kvscope::NumbersModel</name>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Published figure: %1</source>
        <translation>Veröffentlichter Wert: %1</translation>
    </message>
    <message>
        <source>%1 of %2 samples, %3 problems (%4)</source>
        <translation>%1 von %2 Stichproben, %3 Aufgaben (%4)</translation>
    </message>
    <message>
        <source>%1 correct, %2 wrong, %3 no answer, %4 invalid</source>
        <translation>%1 richtig, %2 falsch, %3 ohne Antwort, %4 ungültig</translation>
    </message>
    <message>
        <source>Pass@1 95 % interval %1, %2</source>
        <translation>Pass@1, 95-%-Intervall %1, %2</translation>
    </message>
    <message>
        <source>TPS 95 % interval %1, %2</source>
        <translation>TPS, 95-%-Intervall %1, %2</translation>
    </message>
    <message>
        <source>TPS over the whole cell: %1</source>
        <translation>TPS über die ganze Zelle: %1</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht gelaufen</translation>
    </message>
    <message>
        <source>tokens/J</source>
        <translation>Tokens/J</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>No accuracy: %1</source>
        <translation>Keine Genauigkeit: %1</translation>
    </message>
    <message>
        <source>Pass@1</source>
        <translation>Pass@1</translation>
    </message>
    <message>
        <source>TPS</source>
        <translation>TPS</translation>
    </message>
</context>
<context>
    <name>kvscope::PlainText</name>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
</context>
<context>
    <name>kvscope::PlotView</name>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
</context>
<context>
    <name>kvscope::PolicyFields</name>
    <message>
        <source>Eviction policy</source>
        <translation>Verdrängungsverfahren</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>KV budgets</source>
        <translation>KV-Budgets</translation>
    </message>
    <message>
        <source>Entries kept per layer and KV head: a list, ranges from:to:step, and the word full</source>
        <translation>Behaltene Einträge je Schicht und KV-Kopf: eine Liste, Bereiche von:bis:Schritt und das Wort full</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> Token</translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>A sequence holds at most budget + buffer entries; reaching that triggers a compression</source>
        <translation>Eine Sequenz hält höchstens Budget + Puffer Einträge; ist das erreicht, folgt eine Kompression</translation>
    </message>
    <message>
        <source>Meaning of the budget</source>
        <translation>Bedeutung des Budgets</translation>
    </message>
    <message>
        <source>entries kept</source>
        <translation>behaltene Einträge</translation>
    </message>
    <message>
        <source>trigger length</source>
        <translation>Auslöselänge</translation>
    </message>
    <message>
        <source>Whether the number is what a compression leaves, or the length that triggers it</source>
        <translation>Ob die Zahl das ist, was eine Kompression übrig lässt, oder die Länge, die sie auslöst</translation>
    </message>
    <message>
        <source>Budget is</source>
        <translation>Budget heißt</translation>
    </message>
    <message>
        <source>Eviction trace</source>
        <translation>Aufzeichnung der Verdrängung</translation>
    </message>
    <message>
        <source>first sample each</source>
        <translation>je erste Stichprobe</translation>
    </message>
    <message>
        <source>all samples</source>
        <translation>alle Stichproben</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>For which samples the session stores what each head dropped, and when</source>
        <translation>Für welche Stichproben die Sitzung speichert, was jeder Kopf wann verworfen hat</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Spur</translation>
    </message>
    <message>
        <source>Also runs %1</source>
        <translation>Führt auch %1 aus</translation>
    </message>
</context>
<context>
    <name>kvscope::ProgressStrip</name>
    <message>
        <source>Progress of the sweep</source>
        <translation>Fortschritt des Sweeps</translation>
    </message>
    <message>
        <source>  —  %1/%2</source>
        <translation>  —  %1/%2</translation>
    </message>
    <message>
        <source>  ·  %1 tokens/s</source>
        <translation>  ·  %1 Token/s</translation>
    </message>
    <message>
        <source>Starting: models are being loaded</source>
        <translation>Start: Modelle werden geladen</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Pause folgt</translation>
    </message>
    <message>
        <source>Paused: %1 running samples are being finished</source>
        <translation>Pause: %1 laufende Stichproben werden beendet</translation>
    </message>
    <message>
        <source>Paused  ·  %1</source>
        <translation>Pause  ·  %1</translation>
    </message>
    <message>
        <source>Stopping: finished samples are being committed</source>
        <translation>Anhalten: fertige Stichproben werden gesichert</translation>
    </message>
    <message>
        <source>%1/%2 samples</source>
        <translation>%1/%2 Stichproben</translation>
    </message>
    <message>
        <source>  ·  %1 left</source>
        <translation>  ·  noch %1</translation>
    </message>
    <message>
        <source>  ·  loading the model, %1 %</source>
        <translation>  ·  Modell wird geladen, %1 %</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Memory in use: %1 of %2</source>
        <translation>Speicher belegt: %1 von %2</translation>
    </message>
    <message>
        <source>%1 W</source>
        <translation>%1 W</translation>
    </message>
    <message>
        <source>Clock: %1 MHz</source>
        <translation>Takt: %1 MHz</translation>
    </message>
    <message>
        <source>Temperature: %1 °C</source>
        <translation>Temperatur: %1 °C</translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation>GPU %1</translation>
    </message>
</context>
<context>
    <name>kvscope::PromptDialog</name>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Prompt of %1</source>
        <translation>Prompt von %1</translation>
    </message>
    <message>
        <source>%1 tokens · special tokens stand in ⟦ ⟧ · %2 · SHA-256 %3</source>
        <translation>%1 Token · Sondertoken stehen in ⟦ ⟧ · %2 · SHA-256 %3</translation>
    </message>
    <message>
        <source>known chat template</source>
        <translation>bekannte Chat-Vorlage</translation>
    </message>
    <message>
        <source>interpreted chat template</source>
        <translation>interpretierte Chat-Vorlage</translation>
    </message>
</context>
<context>
    <name>kvscope::ProtocolFields</name>
    <message>
        <source>Published protocol</source>
        <translation>Veröffentlichtes Protokoll</translation>
    </message>
    <message>
        <source>own settings</source>
        <translation>eigene Einstellungen</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
</context>
<context>
    <name>kvscope::RecentSessions</name>
    <message>
        <source>%1 models, %2 budgets</source>
        <translation>%1 Modelle, %2 Budgets</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
</context>
<context>
    <name>kvscope::RegradeDialog</name>
    <message>
        <source>Grade again</source>
        <translation>Erneut bewerten</translation>
    </message>
    <message>
        <source>Grader</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Each dataset&apos;s own</source>
        <translation>Die eigene jedes Datensatzes</translation>
    </message>
    <message>
        <source>Store new verdicts</source>
        <translation>Neue Urteile speichern</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Stichprobe</translation>
    </message>
    <message>
        <source>Verdict was</source>
        <translation>Urteil war</translation>
    </message>
    <message>
        <source>Verdict is</source>
        <translation>Urteil ist</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Verdicts that change</source>
        <translation>Urteile, die sich ändern</translation>
    </message>
    <message>
        <source>Grading…</source>
        <translation>Wird bewertet …</translation>
    </message>
    <message>
        <source>Grading and storing…</source>
        <translation>Wird bewertet und gespeichert …</translation>
    </message>
    <message>
        <source>Graded: %1. Every verdict stays.</source>
        <translation>Bewertet: %1. Jedes Urteil bleibt.</translation>
    </message>
    <message>
        <source>Graded: %1. Verdicts that would change: %2.</source>
        <translation>Bewertet: %1. Urteile, die sich ändern würden: %2.</translation>
    </message>
    <message>
        <source>Graded: %1. Verdicts changed: %2. The log keeps the old ones.</source>
        <translation>Bewertet: %1. Geänderte Urteile: %2. Das Protokoll behält die alten.</translation>
    </message>
    <message>
        <source>Same verdict, another reason or answer: %1.</source>
        <translation>Gleiches Urteil, anderer Grund oder andere Antwort: %1.</translation>
    </message>
    <message>
        <source>Listed are the first %1.</source>
        <translation>Aufgelistet sind die ersten %1.</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>ungültig</translation>
    </message>
</context>
<context>
    <name>kvscope::ResultsTabs</name>
    <message>
        <source>Numbers behind the chart</source>
        <translation>Zahlen hinter dem Diagramm</translation>
    </message>
    <message>
        <source>Cells of the sweep</source>
        <translation>Zellen des Sweeps</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>Zellen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Equivalent kvscope-runner command</source>
        <translation>Gleichbedeutender Befehl für kvscope-runner</translation>
    </message>
    <message>
        <source>Insights</source>
        <translation>Erkenntnisse</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Warnings: where the figures may mislead</source>
        <translation>Warnungen: wo die Werte täuschen können</translation>
    </message>
    <message>
        <source>Warnings (%1)</source>
        <translation>Warnungen (%1)</translation>
    </message>
</context>
<context>
    <name>kvscope::RunnerProcess</name>
    <message>
        <source>The runner did not stop in time and is being ended.</source>
        <translation>Der Runner hielt nicht rechtzeitig an und wird beendet.</translation>
    </message>
    <message>
        <source>A line of more than 1 MiB from the runner was left out.</source>
        <translation>Eine Zeile des Runners von mehr als 1 MiB wurde weggelassen.</translation>
    </message>
    <message>
        <source>%1 was ended by a signal (%2).</source>
        <translation>%1 wurde durch ein Signal beendet (%2).</translation>
    </message>
    <message>
        <source>%1 ended with exit code %2.</source>
        <translation>%1 endete mit dem Code %2.</translation>
    </message>
    <message>
        <source>The runner could not go on and gave no reason.</source>
        <translation>Der Runner konnte nicht weiterarbeiten und nannte keinen Grund.</translation>
    </message>
    <message>
        <source>The runner stopped unexpectedly. 1 sample is safe.</source>
        <translation>Der Runner endete unerwartet. 1 Stichprobe ist gesichert.</translation>
    </message>
    <message>
        <source>The runner stopped unexpectedly. %1 samples are safe.</source>
        <translation>Der Runner endete unerwartet. %1 Stichproben sind gesichert.</translation>
    </message>
    <message>
        <source>The runner could not be started. Check that %1 may be executed.</source>
        <translation>Der Runner ließ sich nicht starten. Prüfen Sie, ob %1 ausgeführt werden darf.</translation>
    </message>
    <message>
        <source>The runner was not found at %1. Reinstall or build kvscope-runner.</source>
        <translation>Der Runner wurde unter %1 nicht gefunden. Installieren oder bauen Sie kvscope-runner.</translation>
    </message>
</context>
<context>
    <name>kvscope::RunnerTask</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 konnte nicht gestartet werden: %2</translation>
    </message>
    <message>
        <source>The runner ended with exit code %1 and said nothing.</source>
        <translation>Der Runner endete mit dem Code %1 und sagte nichts.</translation>
    </message>
</context>
<context>
    <name>kvscope::SampleFilterBar</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>KV budget</source>
        <translation>KV-Budget</translation>
    </message>
    <message>
        <source>Compare with budget</source>
        <translation>Mit Budget vergleichen</translation>
    </message>
    <message>
        <source>Which pairs</source>
        <translation>Welche Paare</translation>
    </message>
    <message>
        <source>all pairs</source>
        <translation>alle Paare</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>gekippt</translation>
    </message>
    <message>
        <source>correct → wrong</source>
        <translation>richtig → falsch</translation>
    </message>
    <message>
        <source>wrong → correct</source>
        <translation>falsch → richtig</translation>
    </message>
    <message>
        <source>Pairs have the same problem and sample index. Wrong is wrong or without an answer.</source>
        <translation>Paare haben dieselbe Aufgabe und Nummer der Stichprobe. Falsch heißt falsch oder ohne Antwort.</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>At least so many output tokens</source>
        <translation>Mindestens so viele Ausgabe-Token</translation>
    </message>
    <message>
        <source>from 0</source>
        <translation>ab 0</translation>
    </message>
    <message>
        <source>At most so many output tokens</source>
        <translation>Höchstens so viele Ausgabe-Token</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>ohne Grenze</translation>
    </message>
    <message>
        <source>Cut off only</source>
        <translation>Nur abgeschnittene</translation>
    </message>
    <message>
        <source>Only samples that the token limit ended</source>
        <translation>Nur Stichproben, die die Token-Grenze beendete</translation>
    </message>
    <message>
        <source>Find in problem ids and answers</source>
        <translation>In Aufgaben-Kennungen und Antworten suchen</translation>
    </message>
    <message>
        <source>Find problem id or answer</source>
        <translation>Aufgabe oder Antwort suchen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Show all samples</source>
        <translation>Alle Stichproben zeigen</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Pairs the samples of both budgets</source>
        <translation>Paart die Stichproben beider Budgets</translation>
    </message>
    <message>
        <source>Choose a budget first</source>
        <translation>Wählen Sie zuerst ein Budget</translation>
    </message>
</context>
<context>
    <name>kvscope::SamplesModel</name>
    <message>
        <source>%1 · traced</source>
        <translation>%1 · aufgezeichnet</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Extracted</source>
        <translation>Erkannt</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Verglichen</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Evictions</source>
        <translation>Verdrängungen</translation>
    </message>
    <message>
        <source>Peak kv_len</source>
        <translation>Max. kv_len</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
</context>
<context>
    <name>kvscope::SamplesPage</name>
    <message>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>Columns; a click sorts</source>
        <translation>Spalten; ein Klick sortiert</translation>
    </message>
    <message>
        <source>Choose a sample to see its evictions.</source>
        <translation>Wählen Sie eine Stichprobe, um ihre Verdrängungen zu sehen.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1 Stichproben</translation>
    </message>
    <message>
        <source>%1 of %2 samples</source>
        <translation>%1 von %2 Stichproben</translation>
    </message>
    <message>
        <source>  ·  %1: %2 pairs, %3 correct → wrong, %4 wrong → correct</source>
        <translation>  ·  %1: %2 Paare, %3 richtig → falsch, %4 falsch → richtig</translation>
    </message>
    <message>
        <source>No sample is finished yet.</source>
        <translation>Noch ist keine Stichprobe fertig.</translation>
    </message>
    <message>
        <source>No sample matches these filters.</source>
        <translation>Keine Stichprobe passt zu diesen Filtern.</translation>
    </message>
    <message>
        <source>Problem %1, sample %2</source>
        <translation>Aufgabe %1, Stichprobe %2</translation>
    </message>
    <message>
        <source>Choose two budgets to compare: then every sample has a partner.</source>
        <translation>Wählen Sie zwei Budgets zum Vergleichen: Dann hat jede Stichprobe einen Partner.</translation>
    </message>
</context>
<context>
    <name>kvscope::SamplingFields</name>
    <message>
        <source>Samples per problem</source>
        <translation>Stichproben je Aufgabe</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>0 always takes the most likely token</source>
        <translation>0 nimmt immer das wahrscheinlichste Token</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Most new tokens</source>
        <translation>Höchstzahl neuer Token</translation>
    </message>
    <message>
        <source>model&apos;s limit</source>
        <translation>Grenze des Modells</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same seed gives the same samples, whatever the batch or the number of threads</source>
        <translation>Derselbe Seed gibt dieselben Stichproben, gleich wie Batch und Zahl der Threads sind</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>New tokens</source>
        <translation>Neue Token</translation>
    </message>
    <message>
        <source>%1 each, T %2</source>
        <translation>je %1, T %2</translation>
    </message>
    <message>
        <source>as the batch</source>
        <translation>wie der Batch</translation>
    </message>
</context>
<context>
    <name>kvscope::SessionRegrader</name>
    <message>
        <source>The runner could not be started: %1</source>
        <translation>Der Runner ließ sich nicht starten: %1</translation>
    </message>
    <message>
        <source>A runner is writing this session. Grade it again when the sweep has stopped.</source>
        <translation>Ein Runner schreibt in diese Sitzung. Bewerten Sie sie erneut, wenn der Sweep angehalten ist.</translation>
    </message>
    <message>
        <source>The runner ended before it was done. What it had stored stays.</source>
        <translation>Der Runner endete, bevor er fertig war. Was er gespeichert hatte, bleibt.</translation>
    </message>
</context>
<context>
    <name>kvscope::SessionWorker</name>
    <message>
        <source>No session is open.</source>
        <translation>Es ist keine Sitzung offen.</translation>
    </message>
</context>
<context>
    <name>kvscope::SettingsDifferenceModel</name>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>First session</source>
        <translation>Erste Sitzung</translation>
    </message>
    <message>
        <source>Second session</source>
        <translation>Zweite Sitzung</translation>
    </message>
</context>
<context>
    <name>kvscope::SetupPanel</name>
    <message>
        <source>A model cannot run: choose another one above.</source>
        <translation>Ein Modell kann nicht laufen: Wählen Sie oben ein anderes.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Budgets and policy</source>
        <translation>Budgets und Verfahren</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Batch and device</source>
        <translation>Batch und Gerät</translation>
    </message>
    <message>
        <source>Choose where the session file is written</source>
        <translation>Wählen, wohin die Sitzungsdatei geschrieben wird</translation>
    </message>
    <message>
        <source>Choose the session file</source>
        <translation>Die Sitzungsdatei wählen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>The budgets are not understood yet.</source>
        <translation>Die Budgets sind noch nicht verständlich.</translation>
    </message>
    <message>
        <source>Choose at least one model.</source>
        <translation>Wählen Sie mindestens ein Modell.</translation>
    </message>
    <message>
        <source>Choose a file with problems.</source>
        <translation>Wählen Sie eine Datei mit Aufgaben.</translation>
    </message>
    <message>
        <source>%1 cells, %2 samples</source>
        <translation>%1 Zellen, %2 Stichproben</translation>
    </message>
    <message>
        <source>KV %1 + weights %2</source>
        <translation>KV %1 + Gewichte %2</translation>
    </message>
    <message>
        <source>trace %1</source>
        <translation>Spur %1</translation>
    </message>
    <message>
        <source>roughly %1</source>
        <translation>ungefähr %1</translation>
    </message>
    <message>
        <source>Session file</source>
        <translation>Sitzungsdatei</translation>
    </message>
    <message>
        <source>KVScope sessions (*.kvsession)</source>
        <translation>KVScope-Sitzungen (*.kvsession)</translation>
    </message>
    <message>
        <source>A dataset cannot be used: see above.</source>
        <translation>Ein Datensatz ist nicht verwendbar: siehe oben.</translation>
    </message>
    <message>
        <source>1 more warning</source>
        <translation>1 weitere Warnung</translation>
    </message>
    <message>
        <source>%1 more warnings</source>
        <translation>%1 weitere Warnungen</translation>
    </message>
</context>
<context>
    <name>kvscope::ShellCommand</name>
    <message>
        <source>The command has an unclosed quote.</source>
        <translation>Im Befehl fehlt ein schließendes Anführungszeichen.</translation>
    </message>
</context>
<context>
    <name>kvscope::StudyController</name>
    <message>
        <source>A copy was saved as %1.</source>
        <translation>Eine Kopie wurde als %1 gespeichert.</translation>
    </message>
    <message>
        <source>The copy could not be saved as %1. Details are in the log.</source>
        <translation>Die Kopie konnte nicht als %1 gespeichert werden. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>%1 exists already. Choose another session name, or open that session to continue it.</source>
        <translation>%1 gibt es schon. Wählen Sie einen anderen Namen, oder öffnen Sie jene Sitzung, um sie fortzusetzen.</translation>
    </message>
    <message>
        <source>Cell %1 failed: %2</source>
        <translation>Zelle %1 ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>A cell could not be run: %1 The sweep goes on.</source>
        <translation>Eine Zelle konnte nicht laufen: %1 Der Sweep geht weiter.</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>Warnung: %1</translation>
    </message>
    <message>
        <source>Error (%1): %2</source>
        <translation>Fehler (%1): %2</translation>
    </message>
    <message>
        <source>The runner has reported nothing for %1 s. Finished samples are safe.</source>
        <translation>Der Runner hat seit %1 s nichts gemeldet. Fertige Stichproben sind gesichert.</translation>
    </message>
    <message>
        <source>1 sample is safe.</source>
        <translation>1 Stichprobe ist gesichert.</translation>
    </message>
    <message>
        <source>%1 samples are safe.</source>
        <translation>%1 Stichproben sind gesichert.</translation>
    </message>
    <message>
        <source>Stopped. %1</source>
        <translation>Angehalten. %1</translation>
    </message>
    <message>
        <source>%1 could not be opened. Details are in the log.</source>
        <translation>%1 konnte nicht geöffnet werden. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>There is no session at %1.</source>
        <translation>Unter %1 gibt es keine Sitzung.</translation>
    </message>
    <message>
        <source>%1 is not a KVScope session, or it is damaged.</source>
        <translation>%1 ist keine KVScope-Sitzung, oder sie ist beschädigt.</translation>
    </message>
    <message>
        <source>%1 was written by a newer KVScope. Update to open it.</source>
        <translation>%1 wurde von einem neueren KVScope geschrieben. Aktualisieren Sie das Programm, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>%1 is in use by another program. Try again in a moment.</source>
        <translation>%1 wird von einem anderen Programm benutzt. Versuchen Sie es gleich noch einmal.</translation>
    </message>
</context>
<context>
    <name>kvscope::StudyPage</name>
    <message>
        <source>Pass@1 and throughput by KV budget</source>
        <translation>Pass@1 und Durchsatz je KV-Budget</translation>
    </message>
    <message>
        <source>New sweep</source>
        <translation>Neuer Sweep</translation>
    </message>
    <message>
        <source>Bars will be Pass@1, the line throughput, at each KV budget</source>
        <translation>Die Balken werden Pass@1 zeigen, die Linie den Durchsatz, bei jedem KV-Budget</translation>
    </message>
    <message>
        <source>Published figure</source>
        <translation>Veröffentlichte Abbildung</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Interrupted: Resume goes on</source>
        <translation>Unterbrochen: Fortsetzen führt weiter</translation>
    </message>
    <message>
        <source>  ·  Demo models: no evidence about the methods</source>
        <translation>  ·  Demo-Modelle: kein Beleg über die Verfahren</translation>
    </message>
    <message>
        <source>Running in process %1</source>
        <translation>Läuft in Prozess %1</translation>
    </message>
    <message>
        <source>Running in another process</source>
        <translation>Läuft in einem anderen Prozess</translation>
    </message>
</context>
<context>
    <name>kvscope::TableDialog</name>
    <message>
        <source>Chart as a table</source>
        <translation>Diagramm als Tabelle</translation>
    </message>
    <message>
        <source>Numbers of the chart</source>
        <translation>Zahlen des Diagramms</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>kvscope::TableText</name>
    <message>
        <source>final</source>
        <translation>endgültig</translation>
    </message>
    <message>
        <source>interim, %1</source>
        <translation>Zwischenstand, %1</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>geplant</translation>
    </message>
    <message>
        <source>planned, %1</source>
        <translation>geplant, %1</translation>
    </message>
    <message>
        <source>interim</source>
        <translation>Zwischenstand</translation>
    </message>
    <message>
        <source>over the whole cell</source>
        <translation>über die ganze Zelle</translation>
    </message>
    <message>
        <source>dominated</source>
        <translation>dominiert</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>KV budget</source>
        <translation>KV-Budget</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihe</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>full</source>
        <translation>full</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Bezugswert</translation>
    </message>
</context>
<context>
    <name>kvscope::TokenFlow</name>
    <message>
        <source>Tokens by eviction</source>
        <translation>Token nach Verdrängung</translation>
    </message>
    <message>
        <source>Prompt · %1 tokens</source>
        <translation>Prompt · %1 Token</translation>
    </message>
    <message>
        <source>Output · %1 tokens</source>
        <translation>Ausgabe · %1 Token</translation>
    </message>
    <message>
        <source>Position %1, prompt token “%2”</source>
        <translation>Position %1, Prompt-Token „%2“</translation>
    </message>
    <message>
        <source>Position %1, output token %3 “%2”</source>
        <translation>Position %1, Ausgabe-Token %3 „%2“</translation>
    </message>
    <message>
        <source>%1: not in the cache yet</source>
        <translation>%1: noch nicht im Cache</translation>
    </message>
    <message>
        <source>%1: kept</source>
        <translation>%1: behalten</translation>
    </message>
    <message>
        <source>%1: kept in all %2 heads</source>
        <translation>%1: in allen %2 Köpfen behalten</translation>
    </message>
    <message>
        <source>at compression %1</source>
        <translation>bei Kompression %1</translation>
    </message>
    <message>
        <source>between compressions %1 and %2</source>
        <translation>zwischen den Kompressionen %1 und %2</translation>
    </message>
    <message>
        <source>%1: dropped %2</source>
        <translation>%1: verworfen %2</translation>
    </message>
    <message>
        <source>%1: dropped in %2 of %3 heads, %4</source>
        <translation>%1: in %2 von %3 Köpfen verworfen, %4</translation>
    </message>
</context>
<context>
    <name>kvscope::TranscriptText</name>
    <message>
        <source>prefill %1 ms</source>
        <translation>Prefill %1 ms</translation>
    </message>
    <message>
        <source>decode %1 ms</source>
        <translation>Decode %1 ms</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>%1, shared with its batch</source>
        <translation>%1, gemeinsam mit dem Batch</translation>
    </message>
    <message>
        <source>stopped by itself</source>
        <translation>von selbst beendet</translation>
    </message>
    <message>
        <source>cut off by the token limit</source>
        <translation>an der Token-Grenze abgeschnitten</translation>
    </message>
    <message>
        <source>ended invalid</source>
        <translation>ungültig beendet</translation>
    </message>
    <message>
        <source>%1 prompt + %2 output tokens · peak kv_len %3 · compressed %4×</source>
        <translation>%1 Prompt- + %2 Ausgabe-Token · höchstes kv_len %3 · %4× komprimiert</translation>
    </message>
    <message>
        <source> · started again %1×</source>
        <translation> · %1× neu begonnen</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Thinking (never ended)</source>
        <translation>Gedankengang (nie beendet)</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Gedankengang</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>%1 — extracted: %2 — gold: %3 — %4</source>
        <translation>%1 — erkannt: %2 — richtig wäre: %3 — %4</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Werte</translation>
    </message>
</context>
<context>
    <name>kvscope::TranscriptView</name>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Text der Stichprobe</translation>
    </message>
    <message>
        <source>No sample is chosen</source>
        <translation>Keine Stichprobe ist gewählt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Extracted: %1     Gold: %2</source>
        <translation>Erkannt: %1     Richtig: %2</translation>
    </message>
    <message>
        <source>%1 — folded</source>
        <translation>%1 — eingeklappt</translation>
    </message>
    <message>
        <source>
… %1 more characters: “Show all”</source>
        <translation>
… noch %1 Zeichen: „Alles zeigen“</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Prompt · %1 tokens</source>
        <translation>Prompt · %1 Token</translation>
    </message>
    <message>
        <source>Fold prompt</source>
        <translation>Prompt einklappen</translation>
    </message>
    <message>
        <source>Show prompt</source>
        <translation>Prompt zeigen</translation>
    </message>
    <message>
        <source>Fold thinking</source>
        <translation>Gedankengang einklappen</translation>
    </message>
    <message>
        <source>Show thinking</source>
        <translation>Gedanken zeigen</translation>
    </message>
    <message>
        <source>Thinking · %1 tokens, %2 characters</source>
        <translation>Gedankengang · %1 Token, %2 Zeichen</translation>
    </message>
    <message>
        <source>Thinking · %1 characters</source>
        <translation>Gedankengang · %1 Zeichen</translation>
    </message>
    <message>
        <source> · never ended</source>
        <translation> · nie beendet</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
</context>
<context>
    <name>kvscope::WarningsModel</name>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Caution</source>
        <translation>Vorsicht</translation>
    </message>
    <message>
        <source>Serious</source>
        <translation>Ernst</translation>
    </message>
    <message>
        <source>%1 Cells: %2.</source>
        <translation>%1 Zellen: %2.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>What may mislead</source>
        <translation>Was täuschen kann</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
</context>
<context>
    <name>kvscope::WelcomePage</name>
    <message>
        <source>How small can the KV cache be?</source>
        <translation>Wie klein darf der KV-Cache sein?</translation>
    </message>
    <message>
        <source>Run two reasoning models at the KV budgets you pick, and see accuracy and throughput together, live.</source>
        <translation>Lassen Sie zwei Reasoning-Modelle mit den KV-Budgets Ihrer Wahl laufen und sehen Sie Genauigkeit und Durchsatz zusammen, live.</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Two tiny bundled models at seven budgets, on this machine, in a minute or two. Which method comes first on them is no evidence about the methods.</source>
        <translation>Zwei winzige mitgelieferte Modelle mit sieben Budgets, auf diesem Rechner, in ein bis zwei Minuten. Welches Verfahren bei ihnen vorn liegt, ist kein Beleg über die Verfahren.</translation>
    </message>
    <message>
        <source>Run the demo</source>
        <translation>Demo starten</translation>
    </message>
    <message>
        <source>New sweep</source>
        <translation>Neuer Sweep</translation>
    </message>
    <message>
        <source>Your models, problems, budgets and policy. The plan with its memory is shown before anything starts.</source>
        <translation>Ihre Modelle, Aufgaben, Budgets und Ihr Verfahren. Der Plan mit seinem Speicherbedarf wird gezeigt, bevor etwas startet.</translation>
    </message>
    <message>
        <source>Set up a sweep</source>
        <translation>Sweep aufbauen</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Everything of a sweep is one file. An interrupted one goes on where it stopped, with nothing lost.</source>
        <translation>Ein Sweep ist eine einzige Datei. Ein unterbrochener geht dort weiter, wo er stand; nichts ist verloren.</translation>
    </message>
    <message>
        <source>Open a session…</source>
        <translation>Sitzung öffnen …</translation>
    </message>
    <message>
        <source>Recent sessions</source>
        <translation>Zuletzt geöffnete Sitzungen</translation>
    </message>
    <message>
        <source>Published figures</source>
        <translation>Veröffentlichte Abbildungen</translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation>Aus dieser Liste entfernen</translation>
    </message>
    <message>
        <source>Two readings of the DynTS figure (arXiv 2601.18383); values read off a picture, no samples behind them.</source>
        <translation>Zwei Ablesungen der DynTS-Abbildung (arXiv 2601.18383); aus einem Bild abgelesene Werte, hinter denen keine Stichproben stehen.</translation>
    </message>
    <message>
        <source>not found – choose it to locate or remove it</source>
        <translation>nicht gefunden – anklicken zum Suchen</translation>
    </message>
</context>
</TS>
