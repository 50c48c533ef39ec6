using System.Text.Json;
using Headroom.Analyze.Trust;
using Headroom.Cli.Output;
using Headroom.Load;
using Headroom.Load.K6;
using Headroom.Load.Scenarios;
using Headroom.Model.Json;
using Headroom.Report.Load;

namespace Headroom.Cli.Load;

/// <summary>One run of a k6 script by the real k6, its samples judged and shown like those of a run of our own.</summary>
internal sealed class ScriptSession(LoadArguments arguments, TimeProvider time)
{
    private readonly Mistakes _mistakes = new();

    /// <summary>Runs the script and prints what came of it.</summary>
    /// <returns>The exit code: k6's in our terms, and 3 when what it measured cannot be trusted.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var options = Options();
        var view = arguments.Quiet ? null : LoadTerminal.View();
        var result = await new K6Run(time, Environment.GetEnvironmentVariable("PATH"))
            .RunAsync(arguments.Source, options, new Shown(view), stop);
        view?.Clear();
        if (result.Recording is not { } recording)
        {
            await Console.Error.WriteLineAsync($"headroom: {result.Outcome.Meaning}");
            return result.Outcome.ExitCode;
        }

        var trust = LoadTrust.Of(recording.Metrics, host: null, connections: 0);
        Console.Out.Write(arguments.Json
            ? JsonSerializer.Serialize(LoadResults.Of(recording.Metrics, trust, TimeSpan.Zero), ModelJson.LoadResult) + "\n"
            : LoadTerminal.Painted(LoadSummary.Render(recording.Metrics, trust)));
        if (result.Outcome.ExitCode is not (ExitCode.Ready or ExitCode.Blocked))
        {
            await Console.Error.WriteLineAsync($"headroom: k6: {result.Outcome.Meaning}");
            return result.Outcome.ExitCode;
        }

        return trust.Valid ? result.Outcome.ExitCode : ExitCode.CannotTell;
    }

    private K6Options Options()
    {
        if (Unfit().ToList() is { Count: > 0 } unfit)
        {
            _mistakes.Add($"{string.Join(", ", unfit)}: expected with the file of a load plan or an address; a k6 script says it itself");
        }

        var options = new K6Options
        {
            Vus = _mistakes.Whole("--vus", arguments.Vus, 1, Ceilings.Vus),
            Duration = _mistakes.Duration("--duration", arguments.Duration, TimeSpan.FromMilliseconds(1), Ceilings.Duration),
            LoopbackOnly = arguments.Allow.Count == 0,
            SharesTerminal = !Console.IsInputRedirected,
            Print = arguments.Quiet ? static _ => { } : static line => Console.Error.WriteLine(line),
        };
        _mistakes.ThrowIfAny();
        return options;
    }

    private IEnumerable<string> Unfit() => new (string Option, bool IsGiven)[]
    {
        ("--url", arguments.Url is not null),
        ("--rate", arguments.Rate is not null),
        ("--connections", arguments.Connections is not null),
        ("--profile", arguments.Profile is not null),
        ("--warm-up", arguments.WarmUp is not null),
        ("--timeout", arguments.Timeout is not null),
        ("--method", arguments.Method is not null),
        ("--body", arguments.Body is not null),
        ("--header", arguments.Headers.Count > 0),
        ("--http", arguments.Http is not null),
        ("--insecure", arguments.Insecure),
        ("--follow-redirects", arguments.FollowRedirects),
        ("--seed", arguments.Seed is not null),
        ("--threads", arguments.Threads is not null),
        ("--out", arguments.Out is not null),
        ("--samples", arguments.Samples is not null),
        ("--k6-summary", arguments.K6Summary is not null),
        ("--openmetrics", arguments.OpenMetrics is not null),
    }.Where(static option => option.IsGiven).Select(static option => option.Option);

    private sealed class Shown(LoadView? view) : IProgress<LoadProgress>
    {
        // On a terminal k6 draws for itself; its lines and ours would overwrite each other.
        public void Report(LoadProgress value)
        {
            if (Console.IsErrorRedirected)
            {
                view?.Report(value);
            }
        }
    }
}
