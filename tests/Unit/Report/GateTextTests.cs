using System.Text.Json;
using Headroom.Analyze.Decide;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public sealed class GateTextTests
{
    private static readonly string[] States = ["fails", "did not run", "risk", "holds"];

    private static readonly GateResult Failed = GateJudge.Of(SampleResult.Blocked, new DateOnly(2026, 8, 5));

    [Theory]
    [InlineData(Verdict.Ready, "PASSED: Ready: every objective is met.")]
    [InlineData(Verdict.ReadyWithRisk, "PASSED WITH RISK: Ready: every objective is met.")]
    [InlineData(Verdict.Blocked, "FAILED: Ready: every objective is met.")]
    [InlineData(Verdict.CannotTell, "CANNOT TELL: Ready: every objective is met.")]
    public void The_first_line_is_the_decision(Verdict verdict, string line) =>
        Lines(Failed with { Decision = Failed.Decision with { Verdict = verdict, Sentence = "Ready: every objective is met." } })[0].ShouldBe(line);

    [Fact]
    public void What_cannot_be_told_is_said_once() => Lines(Failed with
    {
        Decision = Failed.Decision with { Verdict = Verdict.CannotTell, Sentence = "Cannot tell: the run was interrupted." },
    })[0].ShouldBe("CANNOT TELL: the run was interrupted.");

    [Fact]
    public void An_assertion_has_its_operator_both_numbers_its_level_and_its_state() =>
        string.Join(' ', Rows(Failed)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBe("slo GET /users/{id}/clips p95 ≤ 100 ms 141.9 ms error fails");

    [Fact]
    public void What_fails_comes_first_then_what_did_not_run_then_risks() =>
        Rows(Failed).Select(row => States.Single(state => row.EndsWith($" {state}", StringComparison.Ordinal)))
            .ShouldBe(["fails", "fails", "did not run", "risk", "holds", "holds", "holds", "holds"]);

    [Fact]
    public void Waivers_that_somebody_must_look_at_stand_below()
    {
        var gate = Failed with { Waivers = [Until("a", 4), Until("b", 5)] };

        Lines(gate).TakeLast(3).ShouldBe(
        [
            "Waivers that have expired or end soon",
            "  EXPIRED 2026-08-04  a  feed team: the page is rewritten",
            "  until   2026-08-05  b  feed team: the page is rewritten",
        ]);
        GateText.Render(Failed).ShouldNotContain("Waivers");
    }

    [Fact]
    public void The_run_that_was_recorded_before_has_a_line()
    {
        var gate = Failed with { Comparison = SampleBaseline.Compared };

        Lines(gate).ShouldContain("  base  runs/checkout.ndjson.gz  REGRESSED");
        GateText.Render(gate).ShouldContain(SampleBaseline.Compared.LatencyCommand);
        GateText.Render(Failed).ShouldNotContain("  base  ");
    }

    [Fact]
    public void Text_from_outside_stays_on_its_line()
    {
        var evil = Failed.Decision.Assertions[0] with { Name = "slo GET /\u202E\u001b[2J\nPASSED: x" };

        var text = GateText.Render(Failed with { Decision = Failed.Decision with { Assertions = [evil] } });

        text.Split('\n').ShouldNotContain(line => line.StartsWith("PASSED", StringComparison.Ordinal));
        text.Any(c => (char.IsControl(c) && c != '\n') || c == '\u202E').ShouldBeFalse();
    }

    [Fact]
    public void The_names_of_the_document_are_those_that_scripts_depend_on()
    {
        var gate = Failed with { Waivers = [Until("a", 4)], Comparison = SampleBaseline.Compared };

        using var document = JsonDocument.Parse(JsonSerializer.Serialize(gate, ModelJson.Gate));

        var root = document.RootElement;
        root.EnumerateObject().Select(property => property.Name)
            .ShouldBe(["format", "run_id", "service", "started_at", "day", "decision", "waivers", "comparison"]);
        root.GetProperty("format").GetString().ShouldBe("headroom.gate/1");
        root.GetProperty("day").GetString().ShouldBe("2026-08-05");
        root.GetProperty("decision").GetProperty("verdict").GetString().ShouldBe("blocked");
        root.GetProperty("decision").GetProperty("assertions")[0].GetProperty("passed").GetBoolean().ShouldBeFalse();
        root.GetProperty("waivers")[0].GetProperty("until").GetString().ShouldBe("2026-08-04");
        root.GetProperty("comparison").GetProperty("verdict").GetString().ShouldBe("regressed");
    }

    private static Waiver Until(string fingerprint, int day) =>
        GivenWaiver.Until(2).Plan!.Waivers[0] with { Fingerprint = fingerprint, Until = new DateOnly(2026, 8, day) };

    private static string[] Lines(GateResult gate) => GateText.Render(gate).TrimEnd('\n').Split('\n');

    private static string[] Rows(GateResult gate) =>
        [.. Lines(gate).SkipWhile(line => !line.StartsWith("assertion ", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Length > 0)];
}
