using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report;
using Headroom.Report.Pages;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Documents;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public class ReportTests
{
    private const string Attack = "</pre><script>alert(1)</script>'\"><img src=x onerror=alert(1)>|`**[a](javascript:b)\u202E\u001B[2J\0\n# not a heading";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Func<AuditResult, string>[] Renderers = [MarkdownReport.Render, Page, TextSummary.Render];

    [Fact]
    public void The_same_result_is_the_same_bytes_in_every_culture()
    {
        var expected = Renderers.Select(render => render(SampleResult.Blocked)).ToList();
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in Cultures.All)
            {
                CultureInfo.CurrentCulture = culture;
                Assert.Equal(expected, Renderers.Select(render => render(SampleResult.Blocked)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_result_that_was_written_and_read_makes_the_same_reports()
    {
        var text = JsonSerializer.Serialize(SampleResult.Blocked, ModelJson.Result);
        var read = JsonSerializer.Deserialize(text, ModelJson.Result)!;

        Assert.Equal(text, JsonSerializer.Serialize(read, ModelJson.Result));
        Assert.All(Renderers, render => Assert.Equal(render(SampleResult.Blocked), render(read)));
        Assert.Equal(
            SampleResult.Blocked.Findings.Select(f => f.Effect.GetType()),
            read.Findings.Select(f => f.Effect.GetType()));
    }

    [Fact]
    public void Detectors_that_the_plan_did_not_ask_for_are_told_apart_from_those_that_did_not_run()
    {
        var silent = new DetectorOutcome { Detector = "slow-log", Outcome = "not_run", Reason = "no log" };
        var unasked = silent with { Detector = "slow-recovery", Asked = false };
        var result = SampleResult.Blocked with { Outcomes = [silent, unasked] };

        Assert.Contains("1 of 2 did not run, 1 not asked for\n", MarkdownReport.Render(result));
        Assert.Contains("Did not run: 1 of 2 detectors\n", TextSummary.Render(result));
        Assert.Contains("Not asked for by the plan: 1 of 2 detectors, slow-recovery\n", TextSummary.Render(result));
        Assert.Contains("1 of 2 ran, 1 not asked for\n", MarkdownReport.Render(result with { Outcomes = [unasked, silent with { Outcome = "clean" }] }));
    }

    [Fact]
    public void Detectors_without_a_database_have_one_line_of_their_own_on_a_terminal()
    {
        var unasked = new DetectorOutcome { Detector = "slow-recovery", Outcome = "not_run", Reason = "no probe left evidence", Asked = false };
        var (first, second) = (unasked with { Detector = "lock-wait", Reason = UnaskedReason.NoPostgres }, unasked with { Detector = "deadlock", Reason = UnaskedReason.NoPostgres });

        var text = TextSummary.Render(SampleResult.Blocked with { Outcomes = [first, unasked, second] });

        Assert.Contains("\nThe plan names no postgres: 2 of 3 detectors, lock-wait, deadlock\nNot asked for by the plan: 1 of 3 detectors, slow-recovery\n", text);
        Assert.DoesNotContain("Did not run", text);
    }

    [Fact]
    public void Nothing_measured_shows_no_number()
    {
        var tables = string.Join('\n', MarkdownReport.Render(SampleResult.Empty).Split("## Run")[0].Split('\n').Where(line => line.StartsWith('|')));

        Assert.DoesNotMatch("[0-9]", tables.Replace("p95", "", StringComparison.Ordinal));
        Assert.DoesNotContain("0 %", Page(SampleResult.Empty).Split("</style>")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_that_ended_before_its_first_pair_has_its_reason_and_no_empty_table()
    {
        var finding = SampleResult.Blocked.Findings.First(one => one.Effect is Effect.Unknown);
        var proof = SampleFindings.Refutation with { Fingerprint = finding.Fingerprint, Reason = "B answers otherwise than A", Changes = [], Costs = [] };
        var result = SampleResult.Blocked with { Findings = [finding], Rejected = [], Proofs = [proof] };

        foreach (var text in new[] { MarkdownReport.Render(result), HtmlReport.Render(result) })
        {
            Assert.Contains("B answers otherwise than A", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Nothing was measured that could be compared", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_endpoint_without_requests_has_no_share_of_failures() =>
        Assert.Contains("| `POST /clips` | ○ not judged | 0 | 0/s | – | – | – | – | – | – | – |", MarkdownReport.Render(SampleResult.Blocked), StringComparison.Ordinal);

    [Fact]
    public void Text_from_outside_stays_text_in_the_page()
    {
        var page = Page(Attacked());

        Assert.Equal(3, Regex.Count(page, "<script", RegexOptions.IgnoreCase, Patience)); // the data of the load and of a flame graph, and the page's own
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("[\\0\\x1b\\u202e]", page);
        Assert.Equal(Tags(Page(SampleResult.Blocked)), Tags(page));
    }

    [Fact]
    public void Text_from_outside_stays_text_in_Markdown()
    {
        var report = MarkdownReport.Render(Attacked());
        var (fence, prose) = ("", new List<string>());
        foreach (var line in report.Split('\n'))
        {
            var ticks = Regex.Match(line, "^`{3,}", RegexOptions.None, Patience).Value;
            if (ticks.Length > 0 && (fence.Length == 0 || ticks == fence))
            {
                fence = fence.Length == 0 ? ticks : "";
            }
            else if (fence.Length == 0)
            {
                prose.Add(Regex.Replace(line.Replace("\\`", "", StringComparison.Ordinal), "(?<ticks>`+)(?!`).*?(?<!`)\\k<ticks>(?!`)", "", RegexOptions.ExplicitCapture, Patience));
            }
        }

        Assert.DoesNotContain(prose, line => Regex.IsMatch(line, "<[a-zA-Z/!?]", RegexOptions.None, Patience));
        Assert.DoesNotContain(prose, line => line.StartsWith("# not", StringComparison.Ordinal));
        Assert.DoesNotContain(prose, line => line.Contains("[a](", StringComparison.Ordinal));
        Assert.DoesNotMatch("[\\0\\x1b\\u202e]", report);
    }

    [Fact]
    public void Text_from_outside_cannot_steer_the_terminal() =>
        Assert.DoesNotMatch("[\\0\\x1b\\u202e]", TextSummary.Render(Attacked()));

    [Fact]
    public void The_page_asks_nobody_for_anything()
    {
        var page = Page(SampleResult.Blocked);

        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)(src|href)=\"(?!#)|url\\(|@import|<link| style=", page);
        Assert.DoesNotMatch("(?i)@import|url\\((?!data:)|</", PageAssets.Embedded.Style);
        Assert.DoesNotMatch("(?i)</script|<!--|fetch\\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|localStorage|sessionStorage|eval\\(", PageAssets.Embedded.Script);
    }

    [Fact]
    public void The_page_allows_the_texts_that_it_carries_and_no_others()
    {
        var page = HtmlReport.Render(SampleResult.Blocked);

        Assert.Contains($"style-src {PageAssets.HashOf(Within(page, "style"))};", page, StringComparison.Ordinal);
        Assert.Contains($"script-src {PageAssets.HashOf(Within(page, "script"))};", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Split("<style>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_of_the_script_are_those_of_the_load_and_bounded()
    {
        var day = SampleResult.Blocked with
        {
            Seconds = [.. Enumerable.Range(0, 86_400).Select(second => SampleLoad.Seconds[second % 60] with { Second = second })],
        };

        using var minute = Data(Page(SampleResult.Blocked));
        Assert.Equal(SampleLoad.Seconds.Select(second => second.Requests), minute.RootElement.GetProperty("requests").EnumerateArray().Select(number => number.GetInt64()));
        Assert.Equal(JsonValueKind.Null, minute.RootElement.GetProperty("p95_ms")[47].ValueKind);
        Assert.Equal(JsonValueKind.Null, minute.RootElement.GetProperty("latency_counts")[47].ValueKind);
        Assert.Equal(SampleLoad.Seconds[0].Requests, minute.RootElement.GetProperty("latency_counts")[0].EnumerateArray().Sum(number => number.GetInt64()));

        var page = Page(day);
        using var data = Data(page);
        Assert.Equal(72, data.RootElement.GetProperty("step_s").GetInt32());
        Assert.Equal(
            Enumerable.Range(0, 72).Sum(second => SampleLoad.Seconds[second % 60].Requests),
            data.RootElement.GetProperty("latency_counts")[0].EnumerateArray().Sum(number => number.GetInt64()));
        Assert.Equal(SampleLoad.Seconds.Max(second => second.P99)!.Value.TotalMilliseconds, data.RootElement.GetProperty("p99_ms")[0].GetDouble(), 0.01);
        Assert.InRange(page.Length, 0, 500_000);
    }

    [Fact]
    public void Of_a_load_without_counts_by_latency_the_script_is_given_none()
    {
        var before = SampleResult.Blocked with { Seconds = [.. SampleLoad.Seconds.Select(second => second with { LatencyCounts = null })] };

        using var data = Data(Page(before));
        Assert.False(data.RootElement.TryGetProperty("latency_counts", out _));
    }

    [Fact]
    public void Latency_against_load_is_of_rates_that_were_held_on_purpose_where_there_are_some()
    {
        Assert.Contains("rates that were held on purpose", Page(SampleResult.Blocked), StringComparison.Ordinal);
        Assert.Contains("the rate was not varied on purpose", Page(SampleResult.Blocked with { Rungs = [] }), StringComparison.Ordinal);
        Assert.Contains("Latency against load is not known", Page(SampleResult.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_a_tree_with_what_its_steps_throw_away()
    {
        var page = Page(SampleResult.Blocked);

        Assert.Contains("Seq Scan on clips", page, StringComparison.Ordinal);
        Assert.Contains("411,980 rows thrown away", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"tree\"", Page(SampleResult.Blocked with { Statements = [.. SampleLoad.Statements.Select(s => s with { Plan = null })] }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_screen_shows_five_objectives_and_five_findings_at_most()
    {
        var many = SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(SampleResult.Blocked.Findings[0], 9)] };
        var first = Page(many).Split("id=\"trust\"")[0];

        Assert.Equal(5, Regex.Count(first, "<li class=\"tile ", RegexOptions.None, Patience));
        Assert.Equal(5, Regex.Count(first, "href=\"#finding-[0-9]\">[^<]*</a>", RegexOptions.None, Patience));
        Assert.Contains("All 9 findings", first, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_to_try_a_finding_again_is_one_word_to_the_shell()
    {
        var sly = SampleResult.Blocked.Findings[0] with { Fingerprint = "a'; rm -rf /; '" };

        Assert.Contains("headroom prove &#39;a&#39;\\&#39;&#39;; rm -rf /; &#39;\\&#39;&#39;&#39; --run &quot;$RUN&quot;", Page(SampleResult.Blocked with { Findings = [sly] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_in_Markdown_has_the_command_that_verifies_its_fix()
    {
        var report = MarkdownReport.Render(SampleResult.Blocked);

        Assert.Contains("To verify the fix: `headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"`", report, StringComparison.Ordinal);
        Assert.Contains("In commands `$RUN` is the folder of this run", report, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_measured_under_load_stands_beside_the_planned_load() => Assert.Contains(
        "## Load\n\nThe planned load: steady: 400 iterations a second for 60 s.\n",
        MarkdownReport.Render(DocumentSample.Full),
        StringComparison.Ordinal);

    [Fact]
    public void Every_link_within_the_page_leads_somewhere()
    {
        foreach (var page in new[] { SampleResult.Blocked, SampleResult.Ready, SampleResult.Untrusted, SampleResult.Empty, SampleDatabase.Audited }.Select(Page))
        {
            var ids = Regex.Matches(page, " id=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, Patience).Select(m => m.Groups["id"].Value).ToList();
            var targets = Regex.Matches(page, "(?:href=\"#|labelledby=\")(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, Patience).SelectMany(m => m.Groups["id"].Value.Split(' '));
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(targets, target => Assert.Contains(target, ids));
        }
    }

    [Fact]
    public void The_summary_of_the_longest_audit_fits_on_one_screen()
    {
        var longest = SampleResult.Untrusted with
        {
            Trust = SampleResult.Untrusted.Trust with { Reasons = [.. Enumerable.Repeat("reason", 9)], Remarks = [.. Enumerable.Repeat("remark", 9)] },
            Decision = SampleResult.Blocked.Decision with { Sentence = string.Join(' ', Enumerable.Repeat("word", 200)) },
            Slo = [.. Enumerable.Repeat(SampleResult.Blocked.Slo[2], 30)],
            Findings = [.. Enumerable.Repeat(SampleResult.Blocked.Findings[0] with { Title = new string('x', 500) }, 30)],
            Rejected = [.. Enumerable.Repeat(SampleResult.Blocked.Rejected[0], 30)],
            Outcomes = [.. Enumerable.Repeat(SampleResult.Blocked.Outcomes[0], 30)],
        };
        var lines = TextSummary.Render(longest).TrimEnd('\n').Split('\n');

        Assert.True(lines.Length <= 40, $"{lines.Length} lines");
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
    }

    [Theory]
    [InlineData("Objectives")]
    [InlineData("Endpoint")]
    [InlineData("Requests")]
    [InlineData("Scaling")]
    [InlineData("Processors")]
    [InlineData("READY")]
    [InlineData("under load")]
    public void A_database_by_itself_has_no_words_of_a_load(string word)
    {
        var bare = SampleDatabase.Audited with { Findings = [], Rejected = [], Proofs = [], Outcomes = [] };

        Assert.All(Renderers, render => Assert.DoesNotContain(word, render(bare).Split("</style>")[^1], StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_line_of_a_terminal_says_that_a_run_was_interrupted_and_when()
    {
        var interrupted = SampleResult.Blocked with { Manifest = SampleResult.Blocked.Manifest with { Interrupted = true } };

        Assert.StartsWith("Trusted, but the run was interrupted after 251 s\n", TextSummary.Render(interrupted), StringComparison.Ordinal);
        Assert.StartsWith("Trusted\n", TextSummary.Render(SampleResult.Blocked), StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminal_shows_every_critical_and_high_finding_of_a_database_and_counts_the_others()
    {
        var grave = Enumerable.Range(1, 9).Select(i => SampleDatabase.Audited.Findings[0] with { Title = $"Grave finding {i}.", Severity = i < 5 ? Severity.Critical : Severity.High });
        var text = TextSummary.Render(SampleDatabase.Audited with { Findings = [.. grave, .. SampleDatabase.Audited.Findings.Where(f => f.Severity < Severity.High)] });

        Assert.All(Enumerable.Range(1, 9), i => Assert.Contains($"Grave finding {i}.", text, StringComparison.Ordinal));
        Assert.Matches("and [0-9]+ more in the report: .*5 low|and 5 more in the report: 5 low|and [0-9]+ more in the report: .*low", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void What_nobody_measured_of_a_statement_is_no_number() =>
        Assert.Contains("| broken | `SELECT * FROM broken WHERE id = $1` | – | 3,600 | – | – | – | – |", MarkdownReport.Render(SampleDatabase.Audited), StringComparison.Ordinal);

    [Fact]
    public void Faults_under_load_are_shown_with_what_the_fallback_bears()
    {
        OutageResult gone = new()
        {
            Subject = "partners",
            Fault = "gone",
            Lasted = TimeSpan.FromSeconds(10),
            Requests = 200,
            Failed = 50,
            MostInFlight = 40,
            TimeToRecover = TimeSpan.FromSeconds(3),
            Fallback = new FallbackResult { Endpoints = ["GET /reach"], Normal = new PerSecond(40), Sustained = new PerSecond(20), OfNormal = new Ratio(0.5) },
        };
        var killed = gone with { Subject = "clipper", Fault = "killed", Lasted = null, TimeToRecover = null, Fallback = null, Remark = "it did not start again" };
        var result = SampleResult.Ready with { Outages = [gone, killed] };

        string[] reports = [MarkdownReport.Render(result), Page(result)];
        Assert.All(reports, text =>
        {
            Assert.Contains("Outages", text, StringComparison.Ordinal);
            Assert.Contains("20/s of 40/s (50.0 %)", text, StringComparison.Ordinal);
            Assert.Contains("25.0 %", text, StringComparison.Ordinal);
            Assert.Contains("it did not start again", text, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("Outages", MarkdownReport.Render(SampleResult.Ready), StringComparison.Ordinal);
    }

    [Fact]
    public void An_untrusted_run_says_so_before_its_numbers()
    {
        Assert.StartsWith("Not trusted", TextSummary.Render(SampleResult.Untrusted), StringComparison.Ordinal);
        var page = Page(SampleResult.Untrusted);
        Assert.True(page.IndexOf("cannot be trusted", StringComparison.Ordinal) < page.IndexOf("At a glance", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bound_that_is_just_missed_does_not_look_met()
    {
        SloResult missed = new() { Endpoint = "GET /", Indicator = "p95", Target = TimeSpan.FromMilliseconds(100), Actual = TimeSpan.FromMilliseconds(100.004), Samples = 500, Met = false };

        Assert.Contains("100.004 ms, target 100 ms", TextSummary.Render(SampleResult.Empty with { Slo = [missed] }), StringComparison.Ordinal);
        Assert.Contains(
            "1.0004 %, target 1 %",
            TextSummary.Render(SampleResult.Empty with { Slo = [missed with { Target = null, Actual = null, TargetShare = new Ratio(0.01), ActualShare = new Ratio(0.010004) }] }),
            StringComparison.Ordinal);
    }

    /// <summary>The sample with hostile text in every place that takes text from outside.</summary>
    private static AuditResult Attacked() => SampleResult.Blocked with
    {
        Manifest = SampleResult.Blocked.Manifest with { Service = Attack, Commit = Attack },
        Trust = SampleResult.Blocked.Trust with { Remarks = [Attack] },
        Decision = SampleResult.Blocked.Decision with { Sentence = Attack.Replace('\n', ' ') },
        Slo = [.. SampleResult.Blocked.Slo.Select(s => s with { Endpoint = s.Endpoint + Attack })],
        Endpoints = [.. SampleResult.Blocked.Endpoints.Select(e => e with { Endpoint = e.Endpoint + Attack })],
        Findings = [.. SampleResult.Blocked.Findings.Select(Attacked)],
        Rejected = [.. SampleResult.Blocked.Rejected.Select(Attacked)],
        Statements = [.. SampleResult.Blocked.Statements.Select(s => s with { Query = s.Query.Length > 90 ? s.Query + Attack : Attack[^20..] + s.Query })],
        Scaling = [.. SampleResult.Blocked.Scaling.Select(s => s with { Endpoint = Attack, Factor = Attack })],
        Outcomes = [.. SampleResult.Blocked.Outcomes.Select(o => o with { Reason = Attack })],
        NotTested = [.. SampleResult.Blocked.NotTested.Select(_ => new NotTested(Attack, Attack))],
    };

    private static Finding Attacked(Finding finding) => finding with
    {
        Title = Attack,
        Explanation = finding.Explanation.Replace("\n", Attack.Replace('\n', ' ') + "\n", StringComparison.Ordinal),
        Subject = finding.Subject with
        {
            Table = finding.Subject.Table is null ? null : Attack,
            Query = finding.Subject.Query is null ? null : Attack,
            Endpoint = finding.Subject.Endpoint is null || finding.Endpoints.Count > 0 ? finding.Subject.Endpoint : Attack,
        },
        Fingerprint = finding.Proof is null ? Attack : finding.Fingerprint,
        Evidence = [.. finding.Evidence.Select((_, at) => $"{Attack}{at}")],
        Remedies = [.. finding.Remedies.Select(r => r with { Up = Attack, Down = r.Down is null ? null : Attack, Risk = Attack })],
        Effect = finding.Effect is Effect.Unknown ? new Effect.Unknown(Attack) : finding.Effect,
    };

    /// <summary>The page with a script of two words: what is written is looked at, not what the script is made of.</summary>
    private static string Page(AuditResult result) => HtmlReport.Render(result, new PageAssets("/* script */", "/* style */"));

    private static string Within(string page, string element) => page.Split($"<{element}>")[1].Split($"</{element}>")[0];

    private static JsonDocument Data(string page) => JsonDocument.Parse(page.Split("id=\"report-data\">")[1].Split("</script>")[0]);

    // Where a path may break depends on how many slashes it has.
    private static List<string> Tags(string page) =>
        [.. Regex.Matches(page, "<[/!]?[a-z][a-z0-9-]*", RegexOptions.None, Patience).Select(m => m.Value).Where(tag => tag != "<wbr")];
}
