using System.Globalization;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Contracts;

/// <summary>How a project tests itself.</summary>
public sealed record TestCommand
{
    /// <summary>The command, as for <c>/bin/sh -c</c>; exit code 0 says that the tests passed.</summary>
    public required string Command { get; init; }

    /// <summary>What is recorded of it: the command itself, or the key of the plan that holds it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it runs, unless the arm has a folder of its own.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Its name alone: the command may hold secrets.</summary>
    public override string ToString() => $"{nameof(TestCommand)} {Name}";
}

/// <summary>Runs a project's own tests against both arms, one after the other.</summary>
/// <remarks>
/// The command gets <c>URL</c> and <c>PORT</c> of its arm, and the environment of the arm's own command, where there is one. What it
/// started is ended with it.
/// </remarks>
public sealed class ProjectTestRun(TestCommand test, OwnerJournal journal, TimeProvider time)
{
    /// <summary>A run that has not ended after it is ended, and has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Lines of its output that are kept, a count.</summary>
    private const int MostLines = 10;

    /// <summary>Runs them.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">What is held against it.</param>
    /// <param name="logOf">The file for the output of a run, by the arm's name.</param>
    /// <param name="cancellation">Ends them.</param>
    public async Task<ProjectTests> RunAsync(ArmRequest a, ArmRequest b, Func<string, string> logOf, CancellationToken cancellation) => new(
        test.Name,
        await RunAsync(a, logOf(a.Name), Limit, cancellation),
        await RunAsync(b, logOf(b.Name), Limit, cancellation));

    /// <summary>One run.</summary>
    internal async Task<TestRun> RunAsync(ArmRequest arm, string log, TimeSpan limit, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(arm.Start?.Environment ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["URL"] = arm.Url.GetLeftPart(UriPartial.Authority),
            ["PORT"] = arm.Url.Port.ToString(CultureInfo.InvariantCulture),
        };
        var folder = arm.Start?.WorkingDirectory ?? test.WorkingDirectory;
        var start = new ChildStart("/bin/sh", ["-c", test.Command], folder) { Environment = environment, LogPath = log };
        var started = time.GetTimestamp();
        await using var child = ChildProcess.Start(start, journal, time);
        var code = await child.ExitAsync(limit, cancellation);
        return new TestRun(code, time.GetElapsedTime(started), await child.LastLinesAsync(MostLines, cancellation));
    }
}
