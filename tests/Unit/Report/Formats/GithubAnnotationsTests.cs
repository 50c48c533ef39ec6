using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class GithubAnnotationsTests
{
    [Fact]
    public void The_verdict_comes_first() => Lines(SampleResult.Blocked)[0].ShouldStartWith("::error title=NOT READY%3A clipper::Two objectives");

    [Theory]
    [InlineData("ready", "notice")]
    [InlineData("blocked", "error")]
    [InlineData("untrusted", "error")]
    public void The_verdict_decides_the_command(string sample, string command) =>
        Lines(ReportGoldenTests.Named(sample))[0].ShouldStartWith($"::{command} ");

    [Fact]
    public void A_finding_stands_beside_its_line_where_that_is_known()
    {
        Lines(SampleResult.Blocked).ShouldContain(line =>
            line.StartsWith("::warning file=src/Clips/ClipEndpoints.cs,line=48,title=High%3A n-plus-one-query::", StringComparison.Ordinal));
        Lines(SampleResult.Blocked).ShouldContain(line => line.StartsWith("::error title=Critical%3A unindexed-sort::", StringComparison.Ordinal));
    }

    [Fact]
    public void A_violated_objective_and_what_did_not_run_are_errors()
    {
        Lines(SampleResult.Blocked).ShouldContain("::error title=objective violated::GET /users/{id}/clips p95: 141.9 ms, target 100 ms");
        Lines(SampleResult.Blocked).ShouldContain("::error title=did not run::slo POST /clips p99");
    }

    [Fact]
    public void What_else_does_not_hold_is_an_error_once()
    {
        Assertion[] assertions =
        [
            new() { Name = "requests of GET /feed fail no more often than in k6.json", Operator = "no worse", Level = "error", Passed = false },
            new() { Name = "no new finding f:x", Operator = "absent", Level = "error", Passed = false },
            new() { Name = "no critical finding f:y", Operator = "absent", Level = "error", Passed = false },
            new() { Name = "no high finding f:z", Operator = "absent", Level = "warn", Passed = false },
            new() { Name = "slo GET /feed p95", Operator = "<=", Level = "error", Passed = false },
        ];

        Lines(SampleResult.Ready with { Decision = SampleResult.Blocked.Decision with { Assertions = assertions } })
            .Where(line => line.Contains("does not hold", StringComparison.Ordinal)).ShouldBe(
            [
                "::error title=does not hold::requests of GET /feed fail no more often than in k6.json",
                "::error title=does not hold::no new finding f:x",
            ]);
    }

    [Fact]
    public void What_is_waived_is_a_notice_with_its_reason() => Lines(GivenWaiver.Until(2))
        .ShouldContain(line => line.StartsWith("::notice file=src/Clips/ClipEndpoints.cs,line=48,", StringComparison.Ordinal)
            && line.EndsWith("%0Awaived by feed team until 2026-08-02: the page is rewritten", StringComparison.Ordinal));

    [Fact]
    public void Text_from_outside_gives_no_command()
    {
        var finding = SampleResult.Blocked.Findings[1];
        var attacked = SampleResult.Blocked with
        {
            Findings = [finding with { Title = "a\r\n::add-mask::b%", Subject = new Subject { File = "x,line=1::y\n" } }],
        };

        Lines(attacked).ShouldAllBe(line => line.StartsWith("::error", StringComparison.Ordinal) || line.StartsWith("::warning file=x%2Cline=1%3A%3Ay%0A,", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_from_outside_rearranges_the_log()
    {
        var finding = SampleResult.Blocked.Findings[1];
        var attacked = SampleResult.Blocked with
        {
            Manifest = SampleResult.Blocked.Manifest with { Service = "a\u001b[2Jb" },
            Findings = [finding with { Detector = "c\u202ed", Subject = new Subject { File = "e\u0007" } }],
        };

        GithubAnnotations.Render(attacked).Any(c => (char.IsControl(c) && c != '\n') || c == '\u202e').ShouldBeFalse();
    }

    [Fact]
    public void A_file_without_a_name_is_none()
    {
        var finding = SampleResult.Blocked.Findings[1];

        Lines(SampleResult.Blocked with { Findings = [finding with { Subject = new Subject { File = "" } }] })
            .ShouldNotContain(line => line.Contains("file=", StringComparison.Ordinal));
    }

    [Fact]
    public void A_finding_says_what_to_change_and_how_to_verify_it() => Lines(SampleResult.Blocked).ShouldContain(line =>
        line.Contains("%0AFix: CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx ON clips (user_id, created_at DESC);%0A", StringComparison.Ordinal)
        && line.EndsWith("%0ATo verify it: headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"", StringComparison.Ordinal));

    [Fact]
    public void What_is_to_be_mended_first_is_shown_however_many_objectives_it_violates()
    {
        var violated = SampleResult.Blocked.Slo.First(slo => slo.Met == false);
        var many = SampleResult.Blocked with { Slo = [.. Enumerable.Repeat(violated, 30)] };

        var errors = Lines(many).Where(line => line.StartsWith("::error ", StringComparison.Ordinal)).Take(10).ToList();

        errors[1].ShouldStartWith("::error title=Critical%3A unindexed-sort::");
        errors[2].ShouldStartWith("::error title=objective violated::");
    }

    [Fact]
    public void However_many_findings_do_not_pass_the_objectives_are_shown_as_well()
    {
        var critical = SampleResult.Blocked.Findings[0];
        var many = SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(critical, 12)] };

        Lines(many).Take(10).ShouldContain(line => line.StartsWith("::error title=objective violated::", StringComparison.Ordinal));
        Lines(many).Count(line => line.StartsWith("::error title=Critical", StringComparison.Ordinal)).ShouldBe(12);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void The_verdict_says_that_the_log_has_more_than_GitHub_shows(int warnings, bool isSaid)
    {
        var finding = SampleResult.Blocked.Findings[1];

        var lines = Lines(SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(finding, warnings)] });

        lines.Count(line => line.StartsWith("::warning ", StringComparison.Ordinal)).ShouldBe(warnings);
        lines[0].EndsWith("%0AGitHub shows 10 annotations of a kind; the log of this step has all.", StringComparison.Ordinal).ShouldBe(isSaid);
    }

    [Fact]
    public void The_verdict_is_one_of_its_kind()
    {
        var critical = SampleResult.Blocked.Findings[0];
        var others = Lines(SampleResult.Blocked with { Findings = [] }).Count(line => line.StartsWith("::error ", StringComparison.Ordinal));

        Lines(SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(critical, 10 - others)] })[0].ShouldNotContain("GitHub shows");
        Lines(SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(critical, 11 - others)] })[0].ShouldContain("GitHub shows");
    }

    private static string[] Lines(AuditResult result) => GithubAnnotations.Render(result).TrimEnd('\n').Split('\n');
}
