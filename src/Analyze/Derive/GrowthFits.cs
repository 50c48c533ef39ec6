using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>How a statement's buffers grow with its table: as rows to the power of the exponent.</summary>
/// <param name="Exponent">0: an index serves it; 1: in proportion to the table; the median over the sets of values.</param>
/// <param name="Low">The least exponent between two neighbouring sizes, of any set of values.</param>
/// <param name="High">The greatest.</param>
/// <param name="Rows">Rows of the whole table.</param>
/// <param name="Buffers">Buffers of one execution on it, the mean over the sets of values.</param>
/// <param name="Time">Time of one.</param>
/// <remarks>
/// Of each set of values the Theil-Sen slope of log buffers on log rows. Buffers are counted, and the same in every run: what an interval
/// must tell is not chance but whether one exponent holds over the whole range, so that it is the range of the exponents between
/// neighbouring sizes.
/// </remarks>
internal sealed record GrowthFit(double Exponent, double Low, double High, long Rows, double Buffers, TimeSpan Time)
{
    private const int FewestSizes = 3;

    /// <summary>The whole table must have so many times the rows of the smallest before a line through them says anything.</summary>
    private const double LeastSpread = 5;

    /// <summary>The confidence of the line's own interval, which three sizes have none of: it is not used.</summary>
    private const double Unused = 0.95;

    /// <summary>The fit, or null where the sizes are too few or too near to each other.</summary>
    public static GrowthFit? Of(GrowthTrial trial)
    {
        var points = trial.Points.OrderBy(point => point.TableRows).ToList();
        var sets = points.Select(point => point.Executions.Count).DefaultIfEmpty().Min();
        if (points.Count < FewestSizes || sets == 0 || points[0].TableRows <= 0 || points[^1].TableRows < LeastSpread * points[0].TableRows)
        {
            return null;
        }

        List<double> slopes = [];
        List<double> steps = [];
        foreach (var set in Enumerable.Range(0, sets))
        {
            var line = points.ConvertAll(point => (X: Math.Log(point.TableRows), Y: Math.Log(Math.Max(1, point.Executions[set].Buffers))));
            slopes.Add(TheilSen.Through(line, Unused)!.Slope);
            steps.AddRange(line.Zip(line.Skip(1), (one, next) => (next.Y - one.Y) / (next.X - one.X)));
        }

        var whole = points[^1];
        return new GrowthFit(
            Median.Of(slopes)!.Value,
            steps.Min(),
            steps.Max(),
            whole.TableRows,
            whole.Executions.Average(execution => (double)execution.Buffers),
            whole.Time);
    }

    /// <summary>At how many rows one execution would touch so many buffers, if it went on like this: a projection.</summary>
    public double RowsAt(double buffers) => Rows * Math.Pow(buffers / Buffers, 1 / Exponent);
}
