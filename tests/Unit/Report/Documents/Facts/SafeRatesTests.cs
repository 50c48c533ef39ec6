using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Executive;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class SafeRatesTests
{
    private const string Violated = "| `GET /users/{id}/clips` | 67/s | ▲ violated | less than this run's rate |";
    private const string Shared = "| `GET /users/{id}/clips` | 67/s | ▲ violated | not this rate beside the rest of the load |";

    [Fact]
    public void An_endpoint_without_a_fault_of_its_own_waits_for_the_processors_that_the_others_keep_busy() =>
        Table(Busy(0.95) with { Findings = [] }).ShouldContain(
            $"{Shared} what it shares with the others: processors, busy for 95.0 % of the time, 43.0 % by the database |");

    [Fact]
    public void A_fault_of_its_own_comes_before_what_it_shares() => Table(Busy(0.95)).ShouldContain($"{Violated} finding 1: clips is sorted");

    [Fact]
    public void Processors_with_room_limit_no_endpoint()
    {
        Table(Busy(0.9) with { Findings = [] }).ShouldContain($"{Shared} what it shares with the others: processors");
        Table(Busy(0.89) with { Findings = [] }).ShouldContain($"{Violated} not known |");
    }

    [Fact]
    public void Of_an_endpoint_that_was_not_judged_nobody_knows_the_limit() =>
        Table(Busy(0.95)).ShouldContain("| `POST /clips` | 0/s | ○ not judged | not known | not known |");

    private static AuditResult Busy(double share) =>
        SampleResult.Blocked with { Host = SampleResult.Blocked.Host! with { Busy = new Ratio(share) } };

    private static string Table(AuditResult result) => DocumentReading.Chapter(ExecutiveDocument.Render(result), "Safe throughput");
}
