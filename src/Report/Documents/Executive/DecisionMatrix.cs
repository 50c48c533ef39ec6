using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>
/// Do not deploy, cannot tell, deploy with caution, safe: assertions of one kind tick one box, that of the gravest of them, and say how many
/// are as grave.
/// </summary>
internal static class DecisionMatrix
{
    private const string Ticked = "☒";
    private const string Empty = "☐";

    /// <summary>Kinds of assertions that the summary holds (a count).</summary>
    private const int Most = 8;

    private enum Case
    {
        DoNotDeploy,
        CannotTell,
        Caution,
        Safe,
    }

    /// <summary>The matrix, the gravest first.</summary>
    public static IEnumerable<string> Parts(AuditResult result)
    {
        var matrix = Matrix(result);
        return
        [
            ShortTable.Of(matrix, Most, ExecutiveDocument.Elsewhere),
            $"Decision: **{Words.Of(result).Label}**{(matrix.Rows.Count == 0 ? "." : "; the gravest ticked box decides.")}",
        ];
    }

    private static Table Matrix(AuditResult result) => Table.Of(
        "Boxes, each ticked by assertions",
        "The result lists no assertion, so that no box can be ticked.",
        AssertionGroups.Of(result.Decision).OrderBy(static group => group.Members.Min(Of)),
        Column<AssertionGroup>.Words("Assertions", static group => group.Name),
        Column<AssertionGroup>.Words("As they stand", static group => group.Standing),
        Column<AssertionGroup>.Words("Do not deploy", static group => Box(group, Case.DoNotDeploy)),
        Column<AssertionGroup>.Words("Cannot tell", static group => Box(group, Case.CannotTell)),
        Column<AssertionGroup>.Words("Caution", static group => Box(group, Case.Caution)),
        Column<AssertionGroup>.Words("Safe", static group => Box(group, Case.Safe)));

    private static string Box(AssertionGroup group, Case which) => group.Members switch
    {
        _ when group.Members.Min(Of) != which => Empty,
        { Count: 1 } => Ticked,
        var members => $"{Ticked} {Format.Count(members.Count(assertion => Of(assertion) == which))}",
    };

    private static Case Of(Assertion assertion) => (assertion.Level, assertion.Passed) switch
    {
        (_, true) => Case.Safe,
        ("warn", _) => Case.Caution,
        (_, false) => Case.DoNotDeploy,
        _ => Case.CannotTell,
    };
}
