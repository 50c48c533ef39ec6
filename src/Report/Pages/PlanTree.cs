using Headroom.Model.Results;
using Headroom.Report.Charts;

namespace Headroom.Report.Pages;

/// <summary>The plans of statements as trees: what each step does, how many rows and buffers it takes, what it throws away.</summary>
internal static class PlanTree
{
    private const int MostPlans = 40; // a count

    private static readonly Html Meaning = new(
        "Of several sets of values the one that touched most buffers; bars are a step's buffers of the whole plan's. "
        + "All plans are in <code>evidence/plans.json</code>, and for viewers under <code>audit_artifacts/explain</code>.");

    /// <summary>A tree for each statement that has a plan; nothing when none has.</summary>
    public static Html Of(IReadOnlyList<StatementResult> statements)
    {
        var planned = statements.Where(statement => statement.Plan is not null).ToList();
        return Html.If(planned.Count > 0, () => Html.Of($"""
            <h3>Plans</h3>
            <p class="soft">{Meaning}</p>
            {Html.Each(planned.Take(MostPlans), Plan)}
            {Html.If(planned.Count > MostPlans, () => Parts.More(planned.Count - MostPlans))}
            """));
    }

    private static Html Plan(StatementResult statement) => Html.Of($"""
        <details class="fold plan"><summary>Plan of <code>{Format.Short(statement.Name ?? statement.Query, 90)}</code></summary>
        <ul class="tree">{Step(statement.Plan!, statement.Plan!.Buffers)}</ul>
        </details>
        """);

    private static Html Step(PlanStep step, long? whole) => step.Steps.Count == 0 && step.Left == 0
        ? Html.Of($"<li>{Line(step, whole)}</li>")
        : Html.Of($"""
            <li><details open><summary><b>{step.Does}</b> <span class="soft">{Numbers(step)}</span></summary>
            {Below(step, whole)}
            <ul>
            {Html.Each(step.Steps, below => Step(below, whole))}
            {Left(step)}
            </ul></details></li>
            """);

    private static Html Left(PlanStep step) => Html.If(
        step.Left > 0,
        () => Html.Of($"""<li class="soft">{Format.Several(step.Left, "more step")} and what lies below</li>"""));

    private static Html Line(PlanStep step, long? whole) =>
        Html.Of($"""<p><b>{step.Does}</b> <span class="soft">{Numbers(step)}</span></p>{Below(step, whole)}""");

    private static Html Below(PlanStep step, long? whole) => Html.Of($"""
        {(step.Buffers is { } buffers && whole is > 0 and var all ? Bar.Of((double)buffers / all) : Html.None)}
        {Html.Each(step.Details, detail => Html.Of($"<p><code>{detail}</code></p>"))}
        """);

    private static string Numbers(PlanStep step) => string.Join(", ", new[]
    {
        step.Rows is { } rows ? $"{Rows(rows)}, {Rows(step.EstimatedRows)} expected" : $"{Rows(step.EstimatedRows)} expected, not executed",
        step.Loops is > 1 and var loops ? $"{Format.Number(loops)} times" : null,
        step.RowsRemoved is { } removed ? $"{Rows(removed)} thrown away" : null,
        step.Buffers is { } buffers ? Format.Several((int)Math.Min(buffers, int.MaxValue), "buffer") : null,
        step.Time is { } time ? Format.Duration(time) : null,
    }.OfType<string>());

    private static string Rows(double rows) => Format.Number(rows) is "1" ? "1 row" : $"{Format.Number(rows)} rows";
}
