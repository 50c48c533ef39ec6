namespace Headroom.Report.Charts;

/// <summary>Where values lie on a drawing.</summary>
/// <param name="From">The least value; positive on a logarithmic axis.</param>
/// <param name="To">The greatest value.</param>
/// <param name="Start">Where the least value lies.</param>
/// <param name="End">Where the greatest value lies.</param>
/// <param name="IsLogarithmic">Whether equal steps are equal factors.</param>
/// <param name="Ticks">Round values within the axis.</param>
internal sealed record Axis(double From, double To, double Start, double End, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    // Where nothing is greater than zero, any axis shows it; this one has ticks that can be told apart.
    private const double Nothing = 1;

    // Of a logarithmic axis where the least value is zero: it lies three decades below the greatest.
    private const double BelowGreatest = 1_000;

    private static readonly double[] s_digits = [1, 2, 5];

    /// <summary>Where a value lies; beyond the axis at its end.</summary>
    public double At(double value)
    {
        var share = IsLogarithmic ? Math.Log(Math.Max(value, From) / From) / Math.Log(To / From) : (value - From) / (To - From);
        return Start + (Math.Clamp(share, 0, 1) * (End - Start));
    }

    /// <summary>From zero to a round value at or above the greatest.</summary>
    public static Axis Linear(double greatest, double start, double end, int ticks)
    {
        var most = greatest > 0 ? greatest : Nothing;
        var step = RoundStep(most / ticks);
        var count = (int)Math.Max(1, Math.Ceiling((most / step) - 1e-9));
        return new Axis(0, count * step, start, end, false, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    /// <summary>From zero to exactly the greatest value, with round ticks.</summary>
    public static Axis Exact(double greatest, double start, double end, int ticks)
    {
        var round = Linear(greatest, start, end, ticks);
        var most = greatest > 0 ? greatest : Nothing;
        return round with { To = most, Ticks = [.. round.Ticks.Where(t => t <= most)] };
    }

    /// <summary>
    /// A logarithmic axis between 1, 2 or 5 times powers of ten around both values. Zero and what is less have no place of their own: they
    /// lie at its start.
    /// </summary>
    public static Axis Logarithmic(double least, double greatest, double start, double end)
    {
        var most = greatest > 0 ? greatest : Nothing;
        var fewest = least > 0 ? Math.Min(least, most) : most / BelowGreatest;
        var marks = Marks(PowerOf(fewest) - 1, PowerOf(most) + 1); // one more on each side: a logarithm is not exact
        var low = marks.Last(m => m <= fewest * (1 + 1e-9));
        var high = marks.First(m => m >= most && m > low);
        var within = marks.Where(m => m >= low && m <= high).ToList();
        var tens = within.Where((m, i) => i == 0 || i == within.Count - 1 || IsPowerOfTen(m)).ToList();
        return new Axis(low, high, start, end, true, within.Count > 10 ? tens : within);
    }

    private static List<double> Marks(int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).SelectMany(static power => s_digits.Select(digit => digit * Math.Pow(10, power)))];

    private static int PowerOf(double number) => (int)Math.Floor(Math.Log10(number));

    private static bool IsPowerOfTen(double number) => Math.Abs(Math.Log10(number) - Math.Round(Math.Log10(number))) < 1e-9;

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * (step / power) switch { <= 1.000001 => 1, <= 2.000001 => 2, <= 5.000001 => 5, _ => 10 };
    }
}
