using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>How many pairs reached the time limit in one of their arms, where the measured time is a lower bound.</summary>
/// <remarks>
/// A base arm that was cut short understates the saving, so an improvement stands and nothing else does; a remedy arm that was cut short
/// understates the loss, so a regression stands and nothing else does.
/// </remarks>
/// <param name="Base">Pairs whose base arm was cut short.</param>
/// <param name="Remedy">Pairs whose remedy arm was cut short.</param>
/// <param name="Pairs">All pairs.</param>
internal sealed record CutShort(int Base, int Remedy, int Pairs)
{
    /// <summary>Counts them over all statements.</summary>
    public static CutShort Of(IEnumerable<StatementTrial> statements)
    {
        var pairs = statements.SelectMany(statement => statement.Pairs).ToList();
        return new CutShort(pairs.Count(pair => pair.BaseCutShort), pairs.Count(pair => pair.RemedyCutShort), pairs.Count);
    }

    /// <summary>What is left of a verdict when measured times are bounds.</summary>
    public (ProofVerdict Verdict, string Reason) Bound((ProofVerdict Verdict, string Reason) rule) => (rule.Verdict, Base, Remedy) switch
    {
        (_, 0, 0) => rule,
        (ProofVerdict.Improved, _, 0) =>
            (rule.Verdict, $"{rule.Reason}; {Cut("base", Base)}, so its time is a lower bound and the true saving is larger"),
        (ProofVerdict.Regressed, 0, _) =>
            (rule.Verdict, $"{rule.Reason}; {Cut("remedy", Remedy)}, so its time is a lower bound and the true loss is larger"),
        (_, _, 0) => Undecided(Cut("base", Base)),
        (_, 0, _) => Undecided(Cut("remedy", Remedy)),
        _ => Undecided($"{Cut("base", Base)}, and {Cut("remedy", Remedy)}"),
    };

    private static (ProofVerdict Verdict, string Reason) Undecided(string cut) =>
        (ProofVerdict.Inconclusive, $"{cut}: times that are lower bounds do not decide");

    private string Cut(string arm, int count) => $"the {arm} arm was cut off at the time limit in {count} of {Pairs} pairs";
}
