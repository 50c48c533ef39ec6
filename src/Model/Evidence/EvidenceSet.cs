namespace Headroom.Model.Evidence;

/// <summary>All that was collected in a run, by name: the kind; "proof-..." and "remedy-..." for experiments with remedies.</summary>
public sealed class EvidenceSet(IReadOnlyDictionary<string, Collected> collected)
{
    /// <summary>The names in order.</summary>
    public IEnumerable<string> Names => collected.Keys.Order(StringComparer.Ordinal);

    /// <summary>What was collected under a name; null when the plan did not ask for it.</summary>
    public Collected? Named(string name) => collected.GetValueOrDefault(name);

    /// <summary>The evidence of a kind, or null when there is none.</summary>
    public T? Find<T>()
        where T : class, IEvidence<T> => Named(T.Kind) is Collected.Present { Evidence: T evidence } ? evidence : null;

    /// <summary>The same, with something else under a name.</summary>
    public EvidenceSet With(string name, Collected instead) =>
        new(new Dictionary<string, Collected>(collected, StringComparer.Ordinal) { [name] = instead });

    /// <summary>
    /// The name under which the experiment with a finding's own remedy is stored, or what its probes saw again, fit for a file.
    /// </summary>
    public static string ProofName(string fingerprint) => $"proof-{FileNameOf(fingerprint)}";

    /// <summary>The name under which the trial of somebody's own remedy is stored, fit for a file.</summary>
    public static string RemedyName(string fingerprint) => $"remedy-{FileNameOf(fingerprint)}";

    private static string FileNameOf(string fingerprint)
    {
        var safe = string.Concat(fingerprint.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        return $"{safe[..Math.Min(safe.Length, 80)].Trim('-')}-{StatementText.IdOf(fingerprint)[..6]}";
    }
}
