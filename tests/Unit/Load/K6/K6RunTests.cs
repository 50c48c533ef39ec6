using Headroom.Load;
using Headroom.Load.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.K6;

/// <summary>The process around k6, with a shell script in its place that plays a recorded run; the real k6 is no part of the tests.</summary>
public sealed class K6RunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headroom-k6-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Says_what_is_missing_and_how_to_get_it_where_there_is_no_k6()
    {
        var result = await RunAsync(ScriptFile());
        result.Recording.ShouldBeNull();
        result.Outcome.ExitCode.ShouldBe(2);
        result.Outcome.Meaning.ShouldSatisfyAllConditions(
            static text => text.ShouldContain("no program named k6 is in a folder of PATH"),
            static text => text.ShouldContain("Nothing was sent"),
            static text => text.ShouldContain(K6Missing.InstallPage),
            static text => text.ShouldContain("apt-get install k6"),
            static text => text.ShouldContain("brew install k6"));
    }

    [Fact]
    public async Task Takes_no_folder_and_no_plain_file_for_k6()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "a", "k6"));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "b"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "b", "k6"), "text", TestContext.Current.CancellationToken);
        K6Missing.Find($"{_folder.FullName}/a{Path.PathSeparator}{_folder.FullName}/b{Path.PathSeparator}/nowhere").ShouldBeNull();
        K6Missing.Find(null).ShouldBeNull();
    }

    [Fact]
    public async Task Says_when_there_is_no_script()
    {
        Play("exit 0");
        var result = await RunAsync(Path.Combine(_folder.FullName, "none.js"));
        (result.Outcome.ExitCode, result.Recording).ShouldBe((2, null));
        result.Outcome.Meaning.ShouldContain("none.js");
    }

    [Fact]
    public async Task Records_what_is_streamed_with_the_thresholds_of_the_summary()
    {
        Play($"""
            for a in "$@"; do case "$a" in json=*) pipe="$(echo "$a" | cut -c6-)";; esac; done
            gzip -dc '{Fixtures.PathOf("small.ndjson.gz")}' > "$pipe"
            cp '{Fixtures.PathOf("summary.json")}' "$K6_SUMMARY_EXPORT"
            echo "summary"; echo "warning" >&2
            exit 99
            """);
        var (printed, reports) = (new List<string>(), new Reports());
        var result = await RunAsync(ScriptFile(), new K6Options { Print = printed.Add, Vus = 3 }, reports);

        result.Outcome.ShouldBe(new K6Outcome(1, "a threshold failed"));
        var run = result.Recording.ShouldNotBeNull().Metrics;
        run.Endpoints.Sum(static endpoint => endpoint.Requests).ShouldBe(7385);
        run.Thresholds.Where(static threshold => !threshold.Passed).Select(static threshold => threshold.Metric).ShouldBe(["checks{kind:status}", "http_req_failed"]);
        run.Provenance.ShouldSatisfyAllConditions(
            static text => text.ShouldContain("k6 run"), static text => text.ShouldContain("--vus 3"), static text => text.ShouldContain("closed-loop service time"));
        (run.Scenario, run.Interrupted, run.EndedBecause).ShouldBe(("script.js", false, null));
        printed.Order().ShouldBe(["summary", "warning"]);
        reports.Count.ShouldBeGreaterThan(15);
    }

    [Theory]
    [InlineData(107, 2, "threw")]
    [InlineData(255, 4, "255")]
    [InlineData(108, 3, "aborted")]
    public async Task Ends_when_k6_fails_before_it_ever_streams(int code, int expected, string meaning)
    {
        Play($"echo 'could not' >&2; exit {code}");
        var printed = new List<string>();
        var result = await RunAsync(ScriptFile(), new K6Options { Print = printed.Add });
        result.Outcome.ExitCode.ShouldBe(expected);
        result.Outcome.Meaning.ShouldContain(meaning);
        result.Recording!.Metrics.EndedBecause.ShouldNotBeNull().ShouldContain(meaning);
        result.Recording.Metrics.Endpoints.ShouldBeEmpty();
        printed.ShouldBe(["could not"]);
    }

    [Fact]
    public async Task Interrupts_k6_when_stopped_and_keeps_what_was_collected()
    {
        Play($"""
            for a in "$@"; do case "$a" in json=*) pipe="$(echo "$a" | cut -c6-)";; esac; done
            trap 'exit 105' INT
            gzip -dc '{Fixtures.PathOf("small.ndjson.gz")}' > "$pipe"
            echo ready
            while :; do sleep 0.05; done
            """);
        using var stop = new CancellationTokenSource();
        var result = await RunAsync(ScriptFile(), new K6Options { Print = _ => stop.Cancel() }, stop: stop.Token);
        result.Outcome.ExitCode.ShouldBe(130);
        result.Recording!.Metrics.Interrupted.ShouldBeTrue();
        result.Recording.Metrics.Endpoints.Sum(static endpoint => endpoint.Requests).ShouldBe(7385);
    }

    [Fact]
    public async Task Says_when_the_program_named_k6_cannot_be_run()
    {
        Play("exit 0", interpreter: "/no/such/interpreter");
        var result = await RunAsync(ScriptFile());
        result.Outcome.ExitCode.ShouldBe(4);
        result.Outcome.Meaning.ShouldContain("could not be run");
    }

    private string ScriptFile()
    {
        var file = Path.Combine(_folder.FullName, "script.js");
        File.WriteAllText(file, "export default function () {}");
        return file;
    }

    private void Play(string shell, string interpreter = "/bin/sh")
    {
        var file = Path.Combine(_folder.FullName, "k6");
        File.WriteAllText(file, $"#!{interpreter}\n{shell}\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "k6 scripts need named pipes");
        MakeProgram(file);
    }

    private static void MakeProgram(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private Task<K6Result> RunAsync(string script, K6Options? options = null, IProgress<LoadProgress>? progress = null, CancellationToken stop = default) =>
        new K6Run(TimeProvider.System, _folder.FullName).RunAsync(script, options ?? new K6Options(), progress ?? new Reports(), stop);

    private sealed class Reports : IProgress<LoadProgress>
    {
        public int Count { get; private set; }

        public void Report(LoadProgress value) => Count++;
    }
}
