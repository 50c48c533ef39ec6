namespace Clipper.Defects;

/// <summary>
/// The calls of the partner networks. Broken: a call whose connection fails is made again at once, ten times in all, whatever the breaker
/// has seen. Cured: each call is made once, behind the breaker.
/// </summary>
public static class RetryStorm
{
    public static readonly Defect Defect = new(
        "retry-storm",
        "A failed call of a partner network is made ten times at once; the cure makes it once, behind the breaker.");

    private const int Tries = 10;

    /// <summary>The answer; null when no try had one, or when it did not come in time: that is not asked for again.</summary>
    /// <param name="switches">Which twin runs.</param>
    /// <param name="ask">One call; it throws when its connection fails.</param>
    /// <param name="guard">Makes a call behind the breaker.</param>
    public static async Task<int?> Ask(Switches switches, Func<Task<int?>> ask, Func<Func<Task<int?>>, Task<int?>> guard)
    {
        if (!switches.On(Defect)) return await guard(async () => (await Once(ask)).Answer);
        for (var left = Tries; left > 0; left--)
        {
            if (await Once(ask) is (var answer, false)) return answer;
        }

        return null;
    }

    private static async Task<(int? Answer, bool IsRefused)> Once(Func<Task<int?>> ask)
    {
        try
        {
            return (await ask(), false);
        }
        catch (HttpRequestException)
        {
            return (null, true);
        }
    }
}
