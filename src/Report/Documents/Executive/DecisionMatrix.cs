using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>Do not deploy, cannot tell, deploy with caution, safe: each box is ticked by an assertion of the decision.</summary>
internal static class DecisionMatrix
{
    private const string Ticked = "☒";
    private const string Empty = "☐";

    /// <summary>Assertions that one page holds (a count).</summary>
    private const int Most = 8;

    private enum Case
    {
        DoNotDeploy,
        CannotTell,
        Caution,
        Safe,
    }

    /// <summary>The matrix, the gravest first.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Matrix(result), Most),
        $"Decision: **{Words.Of(result).Label}**; the gravest ticked box decides.",
    ];

    private static Table Matrix(AuditResult result) => Table.Of(
        "Boxes, each ticked by an assertion",
        "The result lists no assertion, so that no box can be ticked.",
        result.Decision.Assertions.OrderBy(Of),
        Column<Assertion>.Words("Assertion", assertion => assertion.Name),
        Column<Assertion>.Words("Expected", assertion => assertion.Expected is null ? assertion.Operator : $"{assertion.Operator} {RunTables.Expected(assertion)}"),
        Column<Assertion>.Number("Actual", RunTables.Actual),
        Column<Assertion>.Words("Do not deploy", assertion => Box(assertion, Case.DoNotDeploy)),
        Column<Assertion>.Words("Cannot tell", assertion => Box(assertion, Case.CannotTell)),
        Column<Assertion>.Words("Caution", assertion => Box(assertion, Case.Caution)),
        Column<Assertion>.Words("Safe", assertion => Box(assertion, Case.Safe)));

    private static string Box(Assertion assertion, Case which) => Of(assertion) == which ? Ticked : Empty;

    private static Case Of(Assertion assertion) => (assertion.Level, assertion.Passed) switch
    {
        (_, true) => Case.Safe,
        ("warn", _) => Case.Caution,
        (_, false) => Case.DoNotDeploy,
        _ => Case.CannotTell,
    };
}
