namespace Headroom.Tests.Unit;

/// <summary>The bytes that an action allocates each time that it runs.</summary>
/// <remarks>
/// The counter of a thread also holds what the runtime allocates on it, now and then, for itself (tables that grow while a method is compiled again).
/// An action that allocates does so on every attempt: the least of the attempts is its own.
/// </remarks>
internal static class Allocation
{
    private const int Attempts = 10;

    /// <summary>Runs the action once to warm it, then up to ten times; the least number of bytes that one of the ten allocated.</summary>
    /// <param name="action">What is counted.</param>
    /// <param name="between">What runs, uncounted, between two of the action's runs.</param>
    public static long Of(Action action, Action? between = null)
    {
        action();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            between?.Invoke();
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
