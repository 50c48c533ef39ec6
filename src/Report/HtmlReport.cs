using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Charts;
using Headroom.Report.Databases;
using Headroom.Report.Pages;
using Headroom.Report.Tables;

namespace Headroom.Report;

/// <summary>
/// The audit as one page: no request to anywhere, light and dark, on paper and on a small screen. Everything is there without a script; the
/// one within makes it sortable, searchable and its charts alive.
/// </summary>
public static class HtmlReport
{
    private const int MostScalingCharts = 24; // a count

    /// <summary>The whole page.</summary>
    /// <param name="result">The audit; every number comes from it, and every text of it is escaped.</param>
    /// <returns>A document in UTF-8; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) => Render(result, PageAssets.Embedded);

    /// <summary>The whole page with a script and a style of the caller's.</summary>
    internal static string Render(AuditResult result, PageAssets assets) =>
        Page(result, Style.Sheet.Markup + assets.Style, assets.Script).Markup;

    private static Html Policy(string style, string script) => new(
        $"default-src 'none'; style-src {PageAssets.HashOf(style)}; script-src {PageAssets.HashOf(script)}; "
        + "base-uri 'none'; form-action 'none'");

    // What stands between the tags is what the policy's hashes are of, to the last line break.
    private static Html Page(AuditResult result, string style, string script) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy(style, script)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{Words.Of(result).Label}: {result.Manifest.Service}, Headroom audit</title>
        <style>{new Html(style)}</style>
        </head>
        <body>
        <a class="skip" href="#overview">Skip to the overview</a>
        {Hero.Of(result)}
        <nav aria-label="Sections">{Html.Each(Sections(result), s => Html.Of($"""<a href="#{s.Id}">{s.Heading}</a>"""))}</nav>
        <main>
        {Html.Each(Sections(result), s => Parts.Section(s.Id, s.Heading, s.Body))}
        </main>
        <footer><p>Every number stands in <code>result.json</code> beside this page. “–” means that nobody knows.</p></footer>
        {PageData.Of(result.Seconds)}
        <script>{new Html(script)}</script>
        </body>
        </html>

        """);

    private static IEnumerable<(string Id, string Heading, Html Body)> Sections(AuditResult result) =>
    [
        ("overview", "Overview", Overview.Of(result)),
        ("trust", "Trust", Trust(result)),
        .. result.Database is null
            ? [("objectives", "Objectives", Parts.Of(RunTables.Objectives(result)))]
            : Array.Empty<(string, string, Html)>(),
        ("findings", "Findings", FindingList.Of(result)),
        .. result.Rejected.Count == 0 ? [] : new[] { ("rejected", "Rejected advice", FindingList.Rejected(result)) },
        .. result.Database is { } database ? Database(result, database) : Load(result),
        .. BaselineSection.IsIn(result) ? new[] { ("baseline", "Baseline", BaselineSection.Page(result)) } : [],
        ("not-tested", "Not tested", Parts.Of(RunTables.NotTested(result))),
        ("detectors", "Detectors", Parts.Of(RunTables.Detectors(result))),
        ("method", "Method", Method.Of(result.Database is not null)),
        ("run", "Run", Parts.Of(RunTables.Manifest(result))),
    ];

    private static IEnumerable<(string Id, string Heading, Html Body)> Load(AuditResult result) =>
    [
        ("load", "Load", Endpoints(result)),
        ("statements", "Statements", Html.Of($"{Parts.Of(LoadTables.Statements(result))}{PlanTree.Of(result.Statements)}")),
        ("scaling", "Scaling", Scaling(result.Scaling)),
        .. result.Layers.Count == 0 ? [] : new[] { ("layers", "Layers", Layers(result)) },
        .. result.Outages.Count == 0
            ? []
            : new[] { ("outages", "Outages", Html.Of($"<p>{LoadTables.OutagesMeaning}</p>{Parts.Of(LoadTables.Outages(result))}")) },
        .. result.Profiles.Count == 0 ? [] : new[] { ("code", "Code", Code(result)) },
        ("processors", "Processors", result.Host is { } host ? HostBar.Of(host) : Soft("Their use was not collected.")),
    ];

    private static IEnumerable<(string Id, string Heading, Html Body)> Database(AuditResult result, DatabaseResult database) =>
    [
        ("statements", "Statements", Html.Of($"{Parts.Of(DatabaseTables.Statements(result, database))}{PlanTree.Of(result.Statements)}")),
        .. DatabaseTables.Remarks(result) is { Rows.Count: > 0 } remarks
            ? [("statement-remarks", "Remarks on statements", Parts.Of(remarks))]
            : Array.Empty<(string, string, Html)>(),
        ("index-search", "Search for indexes", Html.Of($"<p>{DatabaseTables.Search(database)}</p>{Trials(database)}")),
        ("tables", "Tables", Parts.Of(DatabaseTables.Tables(database))),
        ("settings", "Settings", Parts.Of(DatabaseTables.Settings(database))),
    ];

    private static Html Trials(DatabaseResult database) => Html.If(
        database.IndexSearch is { Trials.Count: > 0 },
        () => Parts.Fold("What was tried, and what each candidate did", Parts.Of(DatabaseTables.Trials(database))));

    private static Html Endpoints(AuditResult result) => Html.Of($"""
        {Parts.Of(LoadTables.Endpoints(result))}
        {(result.Seconds.Count == 0 ? Soft("The load over time was not recorded.") : TimeCharts.Of(result.Seconds))}
        {PercentilePlot.Of(result.Endpoints)}
        """);

    private static Html Layers(AuditResult result) => Html.Of($"""
        {LayerBars.Of(result.Layers)}<p>{LoadTables.LayersMeaning}</p>{Parts.Of(LoadTables.Layers(result))}
        {Html.If(result.UnderLoad.Count > 0, () => UnderLoad(result))}
        """);

    private static Html UnderLoad(AuditResult result) => Html.Of($"""
        <h3>Under load: where the p95 goes</h3>
        {LayerBars.UnderLoad(result.UnderLoad)}<p>{LoadTables.UnderLoadMeaning}</p>{Parts.Of(LoadTables.UnderLoad(result))}
        """);

    private static Html Code(AuditResult result) => Html.Of($"""
        <p>{ProfileTables.Meaning}</p>
        {Html.Each(result.Profiles, profile => Html.Of($"""
            <h3>{ProfileTables.Title(profile)}</h3>
            {Parts.Items(profile.Remarks)}
            {FlameChart.Of(profile)}
            {Parts.Of(ProfileTables.Functions(profile))}
            """))}
        """);

    private static Html Scaling(IReadOnlyList<ScalingResult> lines)
    {
        var rising = lines.Where(s => s.Slope >= ScalingChart.WorthDrawing).OrderByDescending(s => s.Slope).ToList();
        var flat = lines.Except(rising).ToList();
        var more = Html.If(rising.Count > MostScalingCharts, () => Parts.Of(LoadTables.Scaling(
            "Further statements whose calls grow with the rows", rising.Skip(MostScalingCharts))));
        return lines.Count == 0 ? Soft("Not measured.") : Html.Of($"""
            <p>Calls of a statement in one request, for each row that the request returns: 1 is a query per row, 0 is one query for all.</p>
            <div class="grid-of-charts">{Html.Each(rising.Take(MostScalingCharts).Index(), l => ScalingChart.Of(l.Item, l.Index + 1))}</div>
            {more}
            {Html.If(flat.Count > 0, () => Parts.Of(LoadTables.Scaling("Statements whose calls do not grow with the rows", flat)))}
            """);
    }

    private static Html Trust(AuditResult result) => Html.Of($"""
        <p>{(result.Trust.Valid ? Parts.State("trusted", Tone.Good) : Parts.State("not trusted", Tone.Bad))}</p>
        {Parts.Items(result.Trust.Reasons)}
        {Parts.Items(result.Trust.Remarks)}
        {Measured(result)}
        {Parts.Fold("Every assertion", Parts.Of(RunTables.Assertions(result.Decision)))}
        """);

    private static Html Measured(AuditResult result) => result.Database switch
    {
        { Missing: [_, ..] missing } => Html.Of(
            $"<p>Not looked at, so that silence about it means nothing:</p>{Parts.Items(missing)}"),
        null => Html.Of($"<p>{RunTables.Measured(result.Trust)}</p>"),
        _ => Html.None,
    };

    private static Html Soft(string text) => Html.Of($"""<p class="soft">{text}</p>""");
}
