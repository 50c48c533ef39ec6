using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Facts;

/// <summary>Assertions of one kind, which people read together.</summary>
/// <param name="Name">What they are called: "objectives", "no high finding".</param>
/// <param name="Members">The assertions, in the order of the decision; at least one.</param>
internal sealed record AssertionGroup(string Name, IReadOnlyList<Assertion> Members)
{
    /// <summary>How many of them hold.</summary>
    public int Held => Members.Count(assertion => assertion.Passed == true);

    /// <summary>How they stand: "5 of 39 hold", "8 found", or what was measured where there is one.</summary>
    public string Standing => Members is [var only] && Name == only.Name ? StandingOf(only)
        : Name.EndsWith(AssertionGroups.Finding, StringComparison.Ordinal) ? Found
        : $"{Format.Count(Held)} of {Format.Count(Members.Count)} hold";

    // That a finding is absent holds of one that is there only where it is accepted for a time.
    private string Found => $"{Format.Count(Members.Count)} found"
        + (Held == 0 ? "" : Held == Members.Count ? ", accepted for a time" : $", {Format.Count(Held)} of them accepted for a time");

    private static string StandingOf(Assertion assertion) => assertion.Expected is null
        ? Words.Of(assertion).Label
        : $"{Words.Of(assertion).Label}: {RunTables.Actual(assertion)}, must be {Words.Operator(assertion.Operator)} "
            + $"{RunTables.Expected(assertion)}";
}

/// <summary>
/// The assertions of a decision by their kind: there is one for each objective and each grave finding, whose own tables tell of each.
/// </summary>
internal static class AssertionGroups
{
    /// <summary>What the objectives are called together.</summary>
    public const string Objectives = "objectives";

    /// <summary>How the names of those end that are about findings of one severity.</summary>
    public const string Finding = " finding";

    /// <summary>The kinds in the order of the decision; what is told and decides nothing is left out.</summary>
    public static IReadOnlyList<AssertionGroup> Of(Decision decision) =>
    [
        .. decision.Assertions.Where(static assertion => assertion.Level != "info")
            .GroupBy(KindOf, StringComparer.Ordinal)
            .Select(static same => new AssertionGroup(same.Key, [.. same])),
    ];

    // The decision names them "slo GET /clips p95" and "no high finding n-plus-one-query:GET /clips (waived)".
    private static string KindOf(Assertion assertion) => assertion.Name.Split(' ') switch
    {
        ["slo", ..] => Objectives,
        ["no", var severity, "finding", ..] => $"no {severity}{Finding}",
        _ => assertion.Name,
    };
}
