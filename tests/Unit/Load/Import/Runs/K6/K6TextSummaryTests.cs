using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6TextSummaryTests
{
    // k6 cuts durations to two decimals of their unit.
    private const double Cut = 0.01;

    [Theory]
    [InlineData("text.txt", K6Files.Export)]
    [InlineData("text_full.txt", "summary_new_machine_readable.json")]
    [InlineData("text_pass.txt", "summary_pass.json")]
    public void Says_what_the_summary_of_the_same_run_says(string text, string summary)
    {
        var (run, oracle) = (K6Files.Read(text), K6Files.Read(summary));
        run.Requests.ShouldBe(oracle.Requests);
        run.HttpReqFailed!.Value.Value.ShouldBe(oracle.HttpReqFailed!.Value.Value, 1e-12);
        run.ChecksPass?.Value.ShouldBe(oracle.ChecksPass!.Value.Value, 1e-12);
        run.DurationS!.Value.ShouldBe(oracle.DurationS!.Value, 1e-5);
        ShouldAgree(run.HttpReqDuration!, oracle.HttpReqDuration!);
        (run.Endpoints ?? []).Select(static endpoint => (endpoint.Name, endpoint.Method))
            .ShouldBe((oracle.Endpoints ?? []).Select(static endpoint => (endpoint.Name, endpoint.Method)));
        foreach (var (mine, its) in (run.Endpoints ?? []).Zip(oracle.Endpoints ?? []))
        {
            ShouldAgree(mine.Latency!, its.Latency!);
        }

        (run.Checks ?? []).Select(static check => (check.Passes, check.Fails))
            .ShouldBe((oracle.Checks ?? []).Select(static check => (check.Passes, check.Fails)));
        run.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Has_the_thresholds_with_their_conditions_and_marks()
    {
        K6Files.Read("text.txt").Thresholds!.ShouldBe(K6Files.Read(K6Files.Export).Thresholds!, ignoreOrder: true);
        K6Files.Read("text_pass.txt").Thresholds!.ShouldBe([new ImportedThreshold("http_req_duration", "p(95)<5000", true)]);
    }

    [Fact]
    public void Reads_the_total_and_not_its_parts_by_scenario_and_group()
    {
        var run = K6Files.Read("text_full.txt");
        (run.Requests, run.HttpReqDuration!.P99Ms).ShouldBe((3714, 1.7));
        run.Checks!.Select(static check => check.Name).ShouldBe(["feed is 200", "clip is 200", "not rate limited", "order accepted"]);
    }

    [Fact]
    public void Reads_the_look_of_old_versions()
    {
        var run = K6Files.Read("text_legacy_v1.txt");
        run.Requests.ShouldBe(2831);
        run.HttpReqFailed!.Value.Value.ShouldBe(323 / 2831.0, 1e-12);
        run.ChecksPass!.Value.Value.ShouldBe(3691 / 4096.0, 1e-12);
        run.DurationS!.Value.ShouldBe(2831 / 314.261691, 1e-9);
        run.HttpReqDuration.ShouldBe(new ImportedLatency
        {
            P50Ms = 208.19 * 1e-3,
            P90Ms = 508.34 * 1e-3,
            P95Ms = 677.79 * 1e-3,
            P99Ms = 937 * 1e-3,
            MeanMs = 263.14 * 1e-3,
            MinMs = 0,
            MaxMs = 4.07,
        });
        run.Checks!.ShouldBe(
        [
            new ImportedCheck("order accepted", 216, 25),
            new ImportedCheck("Home::feed is 200", 1155, 130),
            new ImportedCheck("Home::Detail \"quoted\", comma::clip is 200", 1137, 148),
            new ImportedCheck("Home::Detail \"quoted\", comma::not rate limited", 1183, 102),
        ]);
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Requests)).ShouldBe([("GET /feed", 1285), ("POST /orders", 241)]);
        run.Thresholds.ShouldBeNull();
        var remark = run.Remarks.ShouldHaveSingleItem();
        remark.ShouldContain("crossed on checks{kind:status}, http_req_failed");
        remark.ShouldContain("held on http_req_duration, http_req_duration{name:GET /feed}");
    }

    [Theory]
    [InlineData("text.txt")]
    [InlineData("text_full.txt")]
    [InlineData("text_legacy_v1.txt")]
    [InlineData("text_pass.txt")]
    public void Reads_the_same_with_colours_and_with_line_breaks_of_Windows(string name)
    {
        var plain = K6Files.Read(name);
        var text = Encoding.UTF8.GetString(K6Files.Bytes(name));
        var coloured = text.Replace("✓", "\u001B[32m✓\u001B[0m").Replace("✗", "\u001B[31m✗\u001B[0m").Replace("avg=", "\u001B[36mavg=").Replace("ms ", "ms\u001B[0m ")
            .Replace(": ", "\u001B[2m:\u001B[0m ").Replace("\n", "\r\n");
        ShouldBeTheSame(K6Files.Read(name, Encoding.UTF8.GetBytes(coloured)), plain);
    }

    [Theory]
    [InlineData("text.txt", 437)]
    [InlineData("text_full.txt", 850)]
    [InlineData("text_full.txt", 1251)]
    [InlineData("text_legacy_v1.txt", 437)]
    [InlineData("text_legacy_v1.txt", 1252)]
    public void Reads_the_same_when_a_console_took_the_signs_for_those_of_its_code_page(string name, int page)
    {
        var garbled = CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetString(K6Files.Bytes(name));
        garbled.ShouldNotContain("✗");
        ShouldBeTheSame(K6Files.Read(name, Encoding.UTF8.GetBytes(garbled)), K6Files.Read(name));
    }

    [Theory]
    [InlineData('?')]
    [InlineData('\uFFFD')]
    public void Leaves_open_what_only_a_lost_sign_would_tell_and_still_tells_the_total_from_its_parts(char lost)
    {
        var text = Encoding.UTF8.GetString(K6Files.Bytes("text_full.txt"));
        var run = K6Files.ReadText(string.Concat(text.Select(character => char.IsAscii(character) ? character : lost)));
        var whole = K6Files.Read("text_full.txt");
        run.HttpReqDuration.ShouldBe(whole.HttpReqDuration);
        (run.Requests, run.HttpReqFailed, run.ChecksPass, run.DurationS).ShouldBe((whole.Requests, whole.HttpReqFailed, whole.ChecksPass, whole.DurationS));
        run.Thresholds!.ShouldBe([.. whole.Thresholds!.Select(static threshold => threshold with { Passed = null })]);
        run.Checks.ShouldBeNull();
    }

    [Fact]
    public void Takes_a_check_for_one_whatever_its_name()
    {
        const string Total = "  █ TOTAL RESULTS\n\n    checks_succeeded...: 75.00% 3 out of 4\n    http_reqs......................: 10     2.5/s\n";
        K6Files.ReadText($"{Total}    ✗ it waits...: at most 1s\n      ↳  75% — ✓ 3 / ✗ 1\n").Checks!
            .ShouldBe([new ImportedCheck("it waits...: at most 1s", 3, 1)]);
    }

    [Fact]
    public void Reads_a_percentile_as_the_script_writes_it()
    {
        var latency = K6Files.ReadText("  http_req_duration...: avg=1ms p(50.0)=2ms p(95.00)=5ms p(99.9)=9ms\n").HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((2, null, 5, null));
    }

    [Theory]
    [InlineData("4.7ms", 4.7)]
    [InlineData("327µs", 0.327)]
    [InlineData("327\u03BCs", 0.327)]
    [InlineData("327us", 0.327)]
    [InlineData("327?s", 0.327)]
    [InlineData("327\uFFFDs", 0.327)]
    [InlineData("554ns", 0.000554)]
    [InlineData("0s", 0)]
    [InlineData("1.23s", 1230)]
    [InlineData("1m2.5s", 62_500)]
    [InlineData("1h0m3s", 3_603_000)]
    [InlineData("00m00.9s", 900)]
    [InlineData("1234.5", 1234.5)]
    public void Reads_durations_in_every_unit(string text, double ms) => K6TextValues.Milliseconds(text)!.Value.ShouldBe(ms, 1e-9);

    [Theory]
    [InlineData("")]
    [InlineData("ms")]
    [InlineData("4 weeks")]
    [InlineData("1.2.3ms")]
    [InlineData("1e999s")]
    public void Takes_nothing_else_as_a_duration(string text) => K6TextValues.Milliseconds(text).ShouldBeNull();

    [Fact]
    public void Reads_the_rates_of_versions_before_the_counts_stood_in_words()
    {
        var run = K6Files.ReadText("""
                 checks.........................: 75.00% ✓ 3        ✗ 1
                 http_req_failed................: 10.00% ✓ 1        ✗ 9
                 http_reqs......................: 10     2.5/s
            """);
        run.HttpReqFailed!.Value.Value.ShouldBe(0.1);
        run.ChecksPass!.Value.Value.ShouldBe(0.75);
        run.DurationS.ShouldBe(4);
        run.HttpReqDuration.ShouldBeNull();
    }

    [Fact]
    public void Knows_how_often_a_check_held_only_where_the_others_leave_no_doubt()
    {
        const string Total = "  █ TOTAL RESULTS\n\n    checks_succeeded...: 90.00% 9 out of 10\n    http_reqs......................: 10     2.5/s\n";
        const string Failed = "    ✗ b\n      ↳  75% — ✓ 3 / ✗ 1\n";
        K6Files.ReadText($"{Total}    ✓ a\n{Failed}").Checks!.ShouldBe([new ImportedCheck("a", 6, 0), new ImportedCheck("b", 3, 1)]);
        var doubt = K6Files.ReadText($"{Total}    ✓ a\n    ✓ c\n{Failed}");
        doubt.Checks!.ShouldBe([new ImportedCheck("b", 3, 1)]);
        doubt.Remarks.ShouldBe(["2 checks that always held are not listed: the text does not say how often"]);
    }

    [Fact]
    public void Takes_the_last_of_several_runs()
    {
        var text = Encoding.UTF8.GetString(K6Files.Bytes("text_legacy_v1.txt")) + Encoding.UTF8.GetString(K6Files.Bytes("text_full.txt"))
            + Encoding.UTF8.GetString(K6Files.Bytes("text.txt"));
        var run = K6Files.ReadText(text);
        run.Requests.ShouldBe(7385);
        run.Thresholds!.Count.ShouldBe(8);
        run.Checks!.Count.ShouldBe(4);
    }

    [Fact]
    public void Says_that_other_summaries_stand_before_the_last() =>
        K6Files.ReadText(string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(K6Files.Bytes("text_pass.txt")), 2))).Remarks
            .ShouldBe(["a summary stands before the one that is read: of several the last counts"]);

    [Fact]
    public void Keeps_two_runs_of_the_old_look_apart_that_printed_nothing_before_their_summaries()
    {
        const string First = "     ✗ a\n      ↳  50% — ✓ 1 / ✗ 1\n\n     checks...: 50.00% ✓ 1 ✗ 1\n   ✗ http_reqs...: 4 2/s\n     mine...: 7\n";
        const string Second = "     ✗ b\n      ↳  75% — ✓ 3 / ✗ 1\n\n     checks...: 75.00% ✓ 3 ✗ 1\n   ✓ http_reqs...: 10 5/s\n";
        var run = K6Files.ReadText(First + Second);
        (run.Requests, run.ChecksPass).ShouldBe((10, new Ratio(0.75)));
        run.Checks!.ShouldBe([new ImportedCheck("b", 3, 1)]);
        run.Remarks.Count.ShouldBe(2);
        run.Remarks[1].ShouldEndWith("held on http_reqs");
    }

    [Theory]
    [InlineData("     checks...: 75.00% ✓ 3 ✗ 1\n     http_reqs...: 10 5/s\n")]
    [InlineData("  █ TOTAL RESULTS\n\n    checks_succeeded...: 75.00% 3 out of 4\n    http_reqs...: 10 5/s\n\nrunning (02.0s), 0/1 VUs, 4 complete and 0 interrupted iterations\n")]
    public void Takes_what_a_script_says_behind_the_summary_for_no_check(string summary)
    {
        var run = K6Files.ReadText($"{summary}✓ The load test passed\n✗ The upload failed\n  ↳  0% — ✓ 0 / ✗ 5\n");
        (run.Requests, run.ChecksPass, run.Checks, run.Remarks.Count).ShouldBe((10, new Ratio(0.75), null, 0));
    }

    [Fact]
    public void Reads_a_summary_that_its_script_indented_with_arrows()
    {
        var text = Encoding.UTF8.GetString(K6Files.Bytes("text_legacy_v1.txt"));
        ShouldBeTheSame(K6Files.ReadText("→" + text.Replace("\n", "\n→", StringComparison.Ordinal)), K6Files.Read("text_legacy_v1.txt"));
    }

    [Theory]
    [InlineData("k6-1  | ")]
    [InlineData("2026-11-14T22:13:20.1234567Z ")]
    [InlineData("2026-11-14T22:13:20Z ")]
    public void Reads_the_log_of_a_container_or_a_pipeline(string prefix)
    {
        foreach (var name in (string[])["text.txt", "text_legacy_v1.txt"])
        {
            var text = Encoding.UTF8.GetString(K6Files.Bytes(name));
            ShouldBeTheSame(K6Files.ReadText(prefix + text.Replace("\n", "\n" + prefix, StringComparison.Ordinal)), K6Files.Read(name));
        }
    }

    [Theory]
    [InlineData("    ✓ a | b", "    ✓ a | b")]
    [InlineData("| a", "| a")]
    [InlineData("2026-11-14T22:13:20 x", "2026-11-14T22:13:20 x")]
    [InlineData("k6 | http_reqs", " http_reqs")]
    public void Takes_nothing_else_for_what_a_log_has_before_a_line(string line, string rest) => K6TextLines.WithoutPrefix(line).ShouldBe(rest);

    [Theory]
    [InlineData("     http_req_duration...: avg=1.2x\n     http_reqs...: 10 5/s\n", "line 1 of the summary could not be read")]
    [InlineData("     ✗ a\n      ↳  50%\n     checks...: half\n     http_reqs...: 10 5/s\n", "2 lines of the summary could not be read; the first is line 2")]
    [InlineData("  █ THRESHOLDS\n\n    http_reqs\n    ✗ rate<\n\n  █ TOTAL RESULTS\n\n    http_reqs...: 10 5/s\n", "line 4 of the summary could not be read")]
    public void Tells_lines_of_the_summary_that_could_not_be_read(string text, string remark)
    {
        var run = K6Files.ReadText(text);
        run.Requests.ShouldBe(10);
        run.Remarks.ShouldBe([remark]);
    }

    [Fact]
    public void Tells_lines_that_are_too_long_to_be_read() =>
        K6Files.ReadText($"{new string('x', 4097)}\n     http_reqs...: 10 5/s\n{new string('y', 5000)}\n").Remarks
            .ShouldBe(["2 lines are longer than 4096 bytes and not read; the first is line 1"]);

    [Fact]
    public void Says_that_iterations_were_dropped()
    {
        const string Remark = "146 iterations were dropped: no virtual user was free when they were due";
        K6Files.ReadText("    dropped_iterations...: 146 4.8/s\n    http_reqs...: 10 5/s\n").Remarks.ShouldBe([Remark]);
        K6Files.ReadText("""{"metrics": {"dropped_iterations": {"count": 146, "rate": 4.8}, "http_reqs": {"count": 10, "rate": 5}}, "root_group": {}}""").Remarks.ShouldBe([Remark]);
        K6Files.ReadText($"{K6Samples.Point("dropped_iterations", 100)}\n{K6Samples.Point("dropped_iterations", 46)}\n{K6Samples.Point("iterations", 1)}\n").Remarks.ShouldBe([Remark]);
    }

    [Fact]
    public void Says_that_a_run_was_killed_before_its_summary()
    {
        var text = Encoding.UTF8.GetString(K6Files.Bytes("text.txt"));
        Should.Throw<RunFormException>(() => K6Files.ReadText(text[..text.IndexOf('█', StringComparison.Ordinal)])).Message.ShouldContain("without a summary");
    }

    private static void ShouldBeTheSame(ImportedRun run, ImportedRun plain)
    {
        run.HttpReqDuration.ShouldBe(plain.HttpReqDuration);
        (run.Requests, run.HttpReqFailed, run.ChecksPass, run.DurationS).ShouldBe((plain.Requests, plain.HttpReqFailed, plain.ChecksPass, plain.DurationS));
        (run.Checks ?? []).ShouldBe(plain.Checks ?? []);
        (run.Thresholds ?? []).ShouldBe(plain.Thresholds ?? []);
    }

    private static void ShouldAgree(ImportedLatency actual, ImportedLatency oracle)
    {
        foreach (var (value, exact) in new[]
        {
            (actual.P50Ms, oracle.P50Ms), (actual.P90Ms, oracle.P90Ms), (actual.P95Ms, oracle.P95Ms), (actual.MeanMs, oracle.MeanMs),
            (actual.MinMs, oracle.MinMs), (actual.MaxMs, oracle.MaxMs),
        })
        {
            value!.Value.ShouldBe(exact!.Value, Cut);
        }
    }
}
