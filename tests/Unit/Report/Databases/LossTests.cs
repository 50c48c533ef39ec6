using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Databases;
using Headroom.Report.Tables;
using Headroom.Tests.Unit.Golden;
using Xunit;

namespace Headroom.Tests.Unit.Report.Databases;

public class LossTests
{
    private static readonly AuditResult Result = SampleDatabase.Audited;

    [Fact]
    public void A_remedy_that_harms_names_the_statement_that_becomes_slower_with_its_times()
    {
        var text = Of(
            Change("buffers_per_call", 6000, 1000, -0.8),
            Change("time_ms", 50, 10, -0.8),
            Change("net_time_ms", 90, 200, 1.2),
            Change("statement_x_time_ms", 10, 40, 3));

        Assert.Equal("statement x takes longer, 10.0 ms → 40.0 ms (measured, 12 pairs)", text);
    }

    [Fact]
    public void Where_no_statement_does_by_itself_the_reason_is_told() =>
        Assert.Equal("the writes lose", Of(Change("time_ms", 50, 10, -0.8), Change("statement_x_time_ms", 10, 11, 0.1) with { ChangeLow = -0.2 }));

    [Fact]
    public void The_same_work_in_both_arms_is_no_loss() =>
        Assert.Equal("the writes lose", Of(Change("buffers_per_call", 10, 10, 0), Change("time_ms", 50, 60, 0.2)));

    private static string Of(params MeasuredChange[] changes)
    {
        var finding = Result.Rejected[0];
        return Loss.Of(Result, finding, FindingFacts.ProofOf(Result, finding)! with { Reason = "the writes lose", Changes = changes });
    }

    private static MeasuredChange Change(string metric, double without, double with, double change) =>
        new() { Metric = metric, Base = without, Remedy = with, Change = change, ChangeLow = change, ChangeHigh = change, Pairs = 12 };
}
