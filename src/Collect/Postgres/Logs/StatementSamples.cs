using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Values and plans of one statement, for evidence alone: different sets of parameters spread over the log, and the slowest plans.
/// </summary>
/// <remarks>
/// Bounded: while reading at most ten sets of 8 kB and two plans of 256 kB; of sets, every n-th execution is looked at, n doubles when
/// there are ten.
/// </remarks>
internal sealed class StatementSamples
{
    private const int MostSets = 5;
    private const int MostPlans = 2;
    private const int LongestSet = 8 * 1024;
    private const int LongestPlan = 256 * 1024;

    private readonly List<string> _details = [];
    private readonly List<(long DurationNs, string Json)> _plans = [];
    private string? _query;
    private long _stride = 1;
    private long _seen;

    /// <summary>The parameters of an execution.</summary>
    /// <param name="query">The statement with <c>$1</c> and so on.</param>
    /// <param name="detail">The entry's DETAIL.</param>
    public void Execution(ReadOnlySpan<byte> query, ReadOnlySpan<byte> detail)
    {
        if (_seen++ % _stride != 0 || detail.Length is 0 or > LongestSet || query.Length > LongestSet)
        {
            return;
        }

        _query ??= Encoding.UTF8.GetString(query);
        var text = Encoding.UTF8.GetString(detail);
        if (_details.Contains(text))
        {
            return;
        }

        _details.Add(text);
        if (_details.Count == MostSets * 2)
        {
            for (var i = _details.Count - 1; i > 0; i -= 2)
            {
                _details.RemoveAt(i);
            }

            _stride *= 2;
        }
    }

    /// <summary>A plan as auto_explain.log_format = json prints it.</summary>
    public void Plan(long durationNs, ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestPlan || (_plans.Count == MostPlans && _plans[^1].DurationNs >= durationNs))
        {
            return;
        }

        _plans.Add((durationNs, Encoding.UTF8.GetString(json)));
        _plans.Sort(static (a, b) => b.DurationNs.CompareTo(a.DurationNs));
        if (_plans.Count > MostPlans)
        {
            _plans.RemoveAt(MostPlans);
        }
    }

    /// <summary>The sets that can be read, or null when there is none.</summary>
    public ParameterSets? Parameters(string statementId)
    {
        var sets = _details.Select(ParameterText.Values).OfType<IReadOnlyList<string?>>().Where(static set => set.Count > 0)
            .DistinctBy(static values => string.Join('\u0001', values)).ToList();
        return _query is null || sets.Count == 0 ? null : new ParameterSets(statementId, _query, ParameterSource.Log, [.. Spread(sets)]);
    }

    /// <summary>The plans that can be read, or null when there is none.</summary>
    public StatementPlan? Plans(string statementId, string query)
    {
        var samples = _plans.Select(static plan => AutoExplain.Read(plan.Json, plan.DurationNs)).OfType<PlanSample>().ToList();
        return samples.Count == 0 ? null
            : new StatementPlan { StatementId = statementId, Query = query, Source = ParameterSource.Log, Samples = samples };
    }

    // From the first to the last, evenly: the first executions alone may all be for the same thing.
    private static IEnumerable<IReadOnlyList<string?>> Spread(List<IReadOnlyList<string?>> sets) => sets.Count <= MostSets
        ? sets
        : Enumerable.Range(0, MostSets).Select(i => sets[i * (sets.Count - 1) / (MostSets - 1)]);
}
