namespace Headroom.Load.K6;

/// <summary>What an exit code of k6 means, in Headroom's own.</summary>
/// <param name="ExitCode">
/// Headroom's: 0 passed, 1 a threshold failed, 2 bad script, 3 cannot tell, 4 the tool failed, 130 interrupted.
/// </param>
/// <param name="Meaning">In words.</param>
public sealed record K6Outcome(int ExitCode, string Meaning);

/// <summary>Translates the exit codes of k6.</summary>
/// <remarks><b>Source:</b> go.k6.io/k6, package errext/exitcodes; 2 is Go's own for a panic, 255 is k6's for any other error.</remarks>
public static class K6ExitCode
{
    /// <summary>What an exit code of k6 means.</summary>
    public static K6Outcome Of(int code) => code switch
    {
        0 => new K6Outcome(0, "passed"),
        99 => new K6Outcome(1, "a threshold failed"),
        110 => new K6Outcome(1, "the script marked the run as failed"),
        104 => new K6Outcome(2, "the script's options are invalid"),
        107 => new K6Outcome(2, "the script threw"),
        100 => new K6Outcome(3, "setup() ran out of time"),
        101 => new K6Outcome(3, "teardown() ran out of time"),
        102 => new K6Outcome(3, "k6 ran out of time"),
        103 => new K6Outcome(3, "the run was stopped through k6's own API"),
        108 => new K6Outcome(3, "the script aborted the run"),
        105 => new K6Outcome(130, "interrupted"),
        97 => new K6Outcome(1, "the run in k6's cloud failed"),
        98 => new K6Outcome(4, "k6 could not learn how the run in its cloud went"),
        106 => new K6Outcome(4, "k6 could not start its own API server (another k6 on the same port?)"),
        2 or 109 => new K6Outcome(4, "k6 crashed"),
        > 128 and < 255 => new K6Outcome(4, $"k6 was killed by signal {code - 128}"),
        _ => new K6Outcome(4, $"k6 failed with exit code {code}; what it printed says why"),
    };
}
