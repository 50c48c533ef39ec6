using System.Text.Json;
using Headroom.Analyze.Guards;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Guards;
using Headroom.Model.Json;
using Headroom.Model.Text;
using Headroom.Report.Guards;

namespace Headroom.Cli.Databases;

/// <summary>One guard from its options to its exit code: observes, then compares with the baseline or writes it.</summary>
internal static class GuardSession
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(GuardOptions options, TimeProvider time, CancellationToken stop)
    {
        var progress = new Terminal(options.Json, time).Progress;
        Attempt<GuardObservation> seen;
        try
        {
            using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
            seen = await new GuardRun(options.Request, journal, progress, time).ObserveAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine("interrupted: nothing was compared, nothing was written");
            return ExitCode.Interrupted;
        }

        if (seen.Value is { } now && options.Baseline is null)
        {
            return Update(options, now);
        }

        var report = seen.Value is { } observed
            ? GuardJudge.Judge(new GuardBasis
            {
                Baseline = options.Baseline!,
                Now = observed,
                Waivers = options.Waivers,
                Today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
                Limits = options.Limits,
                Files = options.Files,
            })
            : GuardJudge.CannotTell(options.Files, options.Limits, seen.Cause!);
        Tell(options, report);
        return CodeOf(report.Verdict);
    }

    /// <summary>The exit code of a verdict.</summary>
    internal static int CodeOf(GuardVerdict verdict) => verdict switch
    {
        GuardVerdict.Passed or GuardVerdict.Waived => ExitCode.Ready,
        GuardVerdict.CannotTell => ExitCode.CannotTell,
        _ => ExitCode.Blocked,
    };

    // A statement that the server refuses has nothing that a later one could be held against.
    private static int Update(GuardOptions options, GuardObservation now)
    {
        var refused = now.Statements.Where(statement => statement.Refusal is not null).ToList();
        var unknown = now.Statements.Where(statement => statement.Refusal is null && statement.Entry.Plans.Count == 0).ToList();
        foreach (var statement in refused.Concat(unknown))
        {
            var why = statement.Refusal ?? statement.NotMeasured;
            Console.Error.WriteLine($"headroom: {options.Files.Workload}:{statement.Line}: {statement.Entry.Name} has no plan: {why}");
        }

        if (refused.Count + unknown.Count > 0)
        {
            Console.Error.WriteLine($"headroom: {options.Files.Baseline} is not written");
            return refused.Count > 0 ? ExitCode.Blocked : ExitCode.CannotTell;
        }

        var baseline = now.ToBaseline();
        BaselineFile.Write(options.Files.Baseline, baseline);
        foreach (var statement in now.Statements.Where(statement => statement.NotMeasured is not null))
        {
            Console.Error.WriteLine($"headroom: {statement.Entry.Name}: its buffers are not guarded: {statement.NotMeasured}");
        }

        if (now.NeverAnalysed.Count > 0)
        {
            var tables = string.Join(", ", now.NeverAnalysed);
            Console.Error.WriteLine($"headroom: never analysed: {tables}; the planner guesses, run ANALYZE after loading data");
        }

        Console.Out.WriteLine(options.Json
            ? JsonSerializer.Serialize(baseline, ModelJson.GuardBaseline)
            : $"{options.Files.Baseline}: written, {Counted.Of(baseline.Statements.Count, "statement")}; look at the diff and commit it");
        return ExitCode.Ready;
    }

    private static void Tell(GuardOptions options, GuardReport report)
    {
        if (options.Junit is { } junit)
        {
            try
            {
                File.WriteAllText(junit, GuardJunit.Render(report));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"--junit {junit}: {e.Message.TrimEnd('.')}; expected a file that can be written");
            }
        }

        if (options.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ModelJson.GuardReport));
            return;
        }

        Console.Out.WriteLine();
        Console.Out.Write((options.Annotates ? GuardAnnotations.Render(report) : "") + GuardText.Render(report));
    }
}
