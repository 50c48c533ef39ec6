namespace Clipper.Api;

/// <summary>
/// A small circuit breaker: after five failures in a row nobody asks for two seconds; then one call looks, and its success closes the
/// breaker.
/// </summary>
public sealed class Breaker(TimeProvider clock)
{
    private const int FailuresInARow = 5;

    private static readonly TimeSpan Open = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private int failures;
    private long since;

    /// <summary>Asks, unless the breaker is open: then the answer is null at once, as it is for a call that failed.</summary>
    public async Task<int?> Ask(Func<Task<int?>> ask)
    {
        if (!Lets()) return null;
        var answer = await ask();
        lock (gate)
        {
            failures = answer is null ? failures + 1 : 0;
            if (failures >= FailuresInARow) since = clock.GetTimestamp();
        }

        return answer;
    }

    private bool Lets()
    {
        lock (gate)
        {
            if (failures < FailuresInARow) return true;
            if (clock.GetElapsedTime(since) < Open) return false;
            since = clock.GetTimestamp(); // this one looks, the others wait for what it finds
            return true;
        }
    }
}
