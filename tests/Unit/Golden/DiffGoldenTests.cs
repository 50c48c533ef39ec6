using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What a terminal shows of two recorded runs.</summary>
public sealed class DiffGoldenTests
{
    private static readonly MachineFacts Machine = new("Debian 12", 2, new Bytes(24_000_000_000));

    private static readonly RunDiff Worse = new()
    {
        Base = new DiffedRun("monday", new(2026, 8, 3, 9, 0, 0, TimeSpan.Zero), new Uri("http://127.0.0.1:8080"), "0f1e2d3c4b5a69788796a5b4c3d2e1f0", Machine, 12_345, Trusted: true),
        Head = new DiffedRun("friday", new(2026, 8, 7, 9, 0, 0, TimeSpan.Zero), new Uri("http://127.0.0.1:8080"), null, Machine, 12_000, Trusted: true),
        Verdict = DiffVerdict.Regressed,
        Reasons = ["GET /: requests failed 0 of 5000 -> 90 of 5000, new: 503", "GET /items: statements per request 2 -> 21"],
        Unlike = [],
        Counters =
        [
            new CounterDiff("GET /items", null, "statements_per_request", 2, 21, DiffOutcome.Worse),
            new CounterDiff("0123456789ab", "SELECT * FROM items WHERE shop_id = $1 ORDER BY created_at DESC LIMIT 20", "buffers_per_call", 6400, 12, DiffOutcome.Better),
            new CounterDiff("0123456789ab", "SELECT * FROM items WHERE shop_id = $1 ORDER BY created_at DESC LIMIT 20", "rows_per_call", 20, 20, DiffOutcome.Same),
        ],
        Failures =
        [
            new FailureDiff("GET /", null, 0, 5000, 90, 5000, 1e-27, ["503"], DiffOutcome.Worse),
            new FailureDiff("GET /", "has a body", 30, 5000, 0, 5000, 1e-9, [], DiffOutcome.Better),
        ],
        Routes = ["only in head: GET /new"],
        Findings =
        [
            new FindingDiff("n-plus-one-query:GET /items", "GET /items issues one more statement for every row that it returns", null, Severity.High, null),
            new FindingDiff("unindexed-filter:items(shop_id)", "No index finds rows of items by shop_id", Severity.Critical, null, "plans was not collected"),
            new FindingDiff("lock-wait:items", "Statements wait for locks on items", Severity.High, Severity.High, null),
        ],
        Latency = [new LatencyDiff("GET /", new LatencyQuantiles { P95 = TimeSpan.FromMilliseconds(20) }, new LatencyQuantiles(), new PerSecond(83.3), new PerSecond(81))],
        LatencyReason = "recorded runs share no noise",
        LatencyCommand = "headroom compare http://127.0.0.1:8080/ URL-OF-THE-OTHER-BUILD --scenario load.yaml",
    };

    private static readonly RunDiff Untrusted = Worse with
    {
        Verdict = DiffVerdict.CannotTell,
        Reasons = ["the base run cannot be trusted: the generator sent late"],
        Counters = [],
        Failures = [],
        Routes = [],
        Findings = [],
        Latency = [],
        Unlike = ["the loads differ (50/s offered and a closed model): failures are not judged"],
    };

    [Fact]
    public void The_text_is_as_approved() => Snapshot.Match("diff.golden.txt", string.Join('\n', DiffText.Render(Worse), DiffText.Render(Untrusted)));
}
