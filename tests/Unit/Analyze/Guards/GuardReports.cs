using Headroom.Model.Guards;

namespace Headroom.Tests.Unit.Analyze.Guards;

internal static class GuardReports
{
    /// <summary>All remarks, those of statements first.</summary>
    public static IEnumerable<GuardRemark> AllRemarks(this GuardReport report) => report.Statements.SelectMany(static row => row.Remarks).Concat(report.Remarks);
}
