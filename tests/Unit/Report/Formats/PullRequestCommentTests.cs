using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Documents;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class PullRequestCommentTests
{
    [Fact]
    public void The_first_line_is_the_mark_by_which_a_script_finds_it() =>
        PullRequestComment.Render(SampleResult.Blocked).Split('\n')[0].ShouldBe("<!-- headroom-audit:clipper -->");

    [Fact]
    public void The_mark_holds_whatever_the_service_is_called() =>
        PullRequestComment.Marker("a --> <script>").ShouldBe("<!-- headroom-audit:a______script_ -->");

    [Fact]
    public void The_verdict_and_the_first_five_findings_are_not_folded_away()
    {
        var many = SampleDatabase.Audited;

        var open = PullRequestComment.Render(many).Split("<details>")[0];

        open.ShouldContain("CRITICAL FINDINGS");
        many.Findings.Count.ShouldBeGreaterThan(5);
        open.Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal)).ShouldBe(5 + 2);
        PullRequestComment.Render(many).ShouldContain("<summary>Other findings</summary>");
    }

    [Fact]
    public void A_comment_is_never_longer_than_it_may_be()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var huge = SampleResult.Blocked with
        {
            Decision = SampleResult.Blocked.Decision with { Sentence = new string('&', 100_000) },
            Findings = [.. Enumerable.Repeat(finding with { Title = new string('<', 5_000), Explanation = new string('x', 30_000) }, 300)],
            Endpoints = [.. Enumerable.Repeat(SampleResult.Blocked.Endpoints[0], 5_000)],
            NotTested = [.. Enumerable.Repeat(new NotTested("a", new string('b', 1_000)), 5_000)],
        };

        var comment = PullRequestComment.Render(huge);

        comment.Length.ShouldBeLessThanOrEqualTo(PullRequestComment.MostCharacters);
        comment.ShouldContain("Left out, since a comment has no room for it");
        comment.Split("<details>").Length.ShouldBe(comment.Split("</details>").Length);
    }

    [Fact]
    public void Nothing_is_left_out_of_a_short_one() => PullRequestComment.Render(SampleResult.Blocked).ShouldNotContain("Left out");

    [Fact]
    public void Nobody_is_called_and_no_markup_comes_in()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var attacked = SampleResult.Blocked with
        {
            Manifest = SampleResult.Blocked.Manifest with { Service = "@team" },
            Decision = SampleResult.Blocked.Decision with { Sentence = "ask @owner <img src=x>" },
            Findings = [finding with { Title = "</summary><script>@everyone", Explanation = "@org/team" }],
        };

        var comment = PullRequestComment.Render(attacked);

        string[] forbidden = ["@team", "@owner", "@everyone", "@org", "<script", "<img"];
        forbidden.Where(text => comment.Contains(text, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_statement_in_a_block_of_code_can_be_copied_as_it_is()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var query = "SELECT 1 FROM t WHERE a @> $1 AND b = '@x'";

        PullRequestComment.Render(SampleResult.Blocked with { Findings = [finding with { Subject = finding.Subject with { Query = query } }] }).ShouldContain(query);
    }

    [Fact]
    public void A_fingerprint_can_be_copied_into_a_waiver_as_it_is()
    {
        var finding = SampleResult.Blocked.Findings[0] with { Fingerprint = "n-plus-one-query:GET /users/@me" };

        PullRequestComment.Render(SampleResult.Blocked with { Findings = [finding] })
            .ShouldContain("- fingerprint, for a waiver: `n-plus-one-query:GET /users/@me`");
    }

    [Fact]
    public void Backticks_from_outside_make_no_code_in_which_somebody_is_called()
    {
        var finding = SampleResult.Blocked.Findings[0] with { Title = "`@everyone` ``@team`", Explanation = "\\`@org` @owner`" };

        var comment = PullRequestComment.Render(SampleResult.Blocked with { Findings = [finding] });

        string[] forbidden = ["@everyone", "@team", "@org", "@owner"];
        forbidden.Where(text => comment.Contains(text, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_finding_has_the_command_that_verifies_its_fix_and_what_its_words_mean()
    {
        var comment = PullRequestComment.Render(SampleResult.Blocked);

        comment.ShouldContain("To verify the fix: `headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"`");
        comment.Split("<details>")[0].ShouldContain("In commands `$RUN` is the folder of this run");
        PullRequestComment.Render(SampleResult.Ready).ShouldNotContain("$RUN");
    }

    [Fact]
    public void What_is_violated_by_how_much_and_under_which_load_is_not_folded_away()
    {
        var open = PullRequestComment.Render(DocumentSample.Full).Split("<details>")[0];

        open.ShouldContain("Met: 3 of 7 objectives; violated: 3; not judged: 1. The worst: `GET /users/{id}/clips` p99 1.24 s, target 800 ms.");
        open.ShouldContain("The planned load: steady: 400 iterations a second for 60 s.");
        PullRequestComment.Render(SampleDatabase.Audited).Split("<details>")[0].ShouldNotContain("The planned load");
    }

    [Fact]
    public void There_is_room_for_waivers_only_where_there_is_one()
    {
        PullRequestComment.Render(SampleResult.Blocked).ShouldNotContain("| Waived |");
        PullRequestComment.Render(GivenWaiver.Until(2)).ShouldContain("| Waived |");
    }

    [Fact]
    public void An_untrusted_run_says_so_before_its_findings()
    {
        var comment = PullRequestComment.Render(SampleResult.Untrusted);

        comment.IndexOf("cannot be trusted", StringComparison.Ordinal).ShouldBeInRange(0, comment.IndexOf("<details>", StringComparison.Ordinal));
    }
}
