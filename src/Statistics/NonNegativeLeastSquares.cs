namespace Headroom.Statistics;

/// <summary>Shares that cannot be negative: what each cause adds to a count that several causes make up.</summary>
/// <param name="Coefficients">One of 0 or more for each cause.</param>
/// <param name="ResidualSquares">What is left unexplained: the sum of squared residuals.</param>
/// <remarks>
/// Finds x >= 0 with the least |A x - y|: one row of A and one y for each window, one column for each cause (statements of one kind
/// on requests of each route).
/// <para><b>Source:</b> Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23, algorithm NNLS; the bootstrap over rows:
/// Efron and Tibshirani, An Introduction to the Bootstrap, section 9.5 (bootstrapping pairs) and 13.3 (percentiles).</para>
/// </remarks>
public sealed record NonNegativeLeastSquares(IReadOnlyList<double> Coefficients, double ResidualSquares)
{
    /// <summary>A pivot or a gain below this share of its column's square is rounding: the column adds nothing to the others.</summary>
    private const double Rounding = 1e-11;

    /// <summary>Fits one row or more of equal length. A column that others make up gets 0.</summary>
    public static NonNegativeLeastSquares Fit(IReadOnlyList<IReadOnlyList<double>> rows, IReadOnlyList<double> responses)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfNotEqual(responses.Count, rows.Count, nameof(responses));
        var (gram, moments) = NormalEquations(rows, responses);
        var x = Solve(gram, moments);
        var squares = rows.Zip(responses, (row, y) => Math.Pow(y - row.Zip(x, static (a, b) => a * b).Sum(), 2)).Sum();
        return new NonNegativeLeastSquares(x, squares);
    }

    /// <summary>
    /// Percentile intervals of the coefficients, from rows drawn again with replacement; they need some 20 rows, and at zero they are
    /// one-sided.
    /// </summary>
    /// <param name="rows">As given to <see cref="Fit"/>.</param>
    /// <param name="responses">As given to <see cref="Fit"/>.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    /// <param name="draws">How often to draw: 1000 for 95 %, more for more.</param>
    /// <param name="random">Where the draws come from.</param>
    public static IReadOnlyList<(double Low, double High)> Intervals(
        IReadOnlyList<IReadOnlyList<double>> rows, IReadOnlyList<double> responses, double confidence, int draws, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var fits = new IReadOnlyList<double>[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = Enumerable.Range(0, rows.Count).Select(_ => (int)random.Next(rows.Count)).ToArray();
            fits[draw] = Fit([.. drawn.Select(i => rows[i])], [.. drawn.Select(i => responses[i])]).Coefficients;
        }

        var cut = (int)Math.Floor((1 - confidence) / 2 * draws);
        return
        [
            .. Enumerable.Range(0, rows[0].Count).Select(cause =>
            {
                var sorted = fits.Select(fit => fit[cause]).Order().ToArray();
                return (sorted[cut], sorted[^(cut + 1)]);
            }),
        ];
    }

    private static (double[][] Gram, double[] Moments) NormalEquations(IReadOnlyList<IReadOnlyList<double>> rows, IReadOnlyList<double> y)
    {
        var causes = Enumerable.Range(0, rows[0].Count).ToArray();
        return (
            [.. causes.Select(i => causes.Select(j => rows.Sum(row => row[i] * row[j])).ToArray())],
            [.. causes.Select(i => rows.Zip(y, (row, response) => row[i] * response).Sum())]);
    }

    /// <summary>Lets in the cause with the greatest gain, solves, puts out what would be negative, until no cause gains.</summary>
    private static double[] Solve(double[][] gram, double[] moments)
    {
        var x = new double[moments.Length];
        var inside = new List<int>();
        var refused = new HashSet<int>();
        while (BestOutside(gram, moments, x, inside, refused) is { } best)
        {
            if (Restricted(gram, moments, [.. inside, best]) is not { } trial || trial[best] <= 0)
            {
                refused.Add(best);
                continue;
            }

            inside.Add(best);
            refused.Clear();
            while (inside.Exists(i => trial[i] <= 0))
            {
                // What reaches zero first leaves, by its own index: rounding may keep its value a little off zero.
                var steps = inside.Where(i => trial[i] <= 0).ToDictionary(i => i, i => x[i] / (x[i] - trial[i]));
                var step = steps.Values.Min();
                foreach (var i in inside)
                {
                    x[i] = steps.TryGetValue(i, out var own) && own <= step ? 0 : x[i] + (step * (trial[i] - x[i]));
                }

                inside.RemoveAll(i => steps.TryGetValue(i, out var own) && own <= step);
                trial = Restricted(gram, moments, inside)!;
            }

            x = trial;
        }

        return x;
    }

    private static int? BestOutside(double[][] gram, double[] moments, double[] x, List<int> inside, HashSet<int> refused)
    {
        var (best, greatest) = ((int?)null, 0.0);
        for (var i = 0; i < moments.Length; i++)
        {
            var gain = moments[i] - gram[i].Zip(x, static (a, b) => a * b).Sum();
            if (!inside.Contains(i) && !refused.Contains(i) && gain > Math.Max(greatest, Rounding * Math.Abs(moments[i])))
            {
                (best, greatest) = (i, gain);
            }
        }

        return best;
    }

    /// <summary>
    /// Least squares of the given causes alone, 0 for the others, by Cholesky; null when one of them is made up of the others.
    /// </summary>
    private static double[]? Restricted(double[][] gram, double[] moments, List<int> causes)
    {
        var n = causes.Count;
        var lower = new double[n, n];
        var z = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = gram[causes[i]][causes[j]];
                for (var k = 0; k < j; k++)
                {
                    rest -= lower[i, k] * lower[j, k];
                }

                if (i == j && rest <= Rounding * gram[causes[i]][causes[i]])
                {
                    return null;
                }

                lower[i, j] = i == j ? Math.Sqrt(rest) : rest / lower[j, j];
            }

            z[i] = (moments[causes[i]] - Enumerable.Range(0, i).Sum(k => lower[i, k] * z[k])) / lower[i, i];
        }

        var solution = new double[moments.Length];
        for (var i = n - 1; i >= 0; i--)
        {
            solution[causes[i]] = (z[i] - Enumerable.Range(i + 1, n - i - 1).Sum(k => lower[k, i] * solution[causes[k]])) / lower[i, i];
        }

        return solution;
    }
}
