using System.Security.Cryptography;
using Headroom.Analyze.Shortlist;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Audits;

/// <summary>Tries the shortlisted index remedies on a pair of clones of the service's database.</summary>
internal static class IndexProofs
{
    /// <summary>By fingerprint: the measurements, or why there are none. A clone that remains is told.</summary>
    /// <param name="request">What is audited.</param>
    /// <param name="candidates">The remedies to try; of those with the same fingerprint the first.</param>
    /// <param name="evidence">Where the values of the statements are.</param>
    /// <param name="journal">Remembers the clones until they are gone.</param>
    /// <param name="tell">Takes a line for people about each clone that could not be dropped.</param>
    /// <param name="time">The clock of windows and time limits.</param>
    /// <param name="stop">Ends the work; the clones are dropped all the same.</param>
    public static async Task<IReadOnlyDictionary<string, Collected>> RunAsync(
        AuditRequest request,
        IReadOnlyList<Candidate> candidates,
        EvidenceSet evidence,
        OwnerJournal journal,
        Action<string> tell,
        TimeProvider time,
        CancellationToken stop)
    {
        try
        {
            return await TryAsync(request, candidates, evidence, journal, tell, time, stop);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException or InvalidOperationException
            or ArgumentException)
        {
            return All(candidates, $"the clones could not be worked with: {error.Message}");
        }
    }

    private static async Task<IReadOnlyDictionary<string, Collected>> TryAsync(
        AuditRequest request,
        IReadOnlyList<Candidate> candidates,
        EvidenceSet evidence,
        OwnerJournal journal,
        Action<string> tell,
        TimeProvider time,
        CancellationToken stop)
    {
        if (request.Plan.Service is not { Postgres: { } postgres } service)
        {
            return All(candidates, "the plan names no postgres for the service");
        }

        var clones = new DatabaseClones((connection, database) => new JournalledDatabase(journal, connection, database), time);
        var source = new CloneSource(postgres, service.PostgresTemplate, service.PostgresCloneAllowed || request.OwnCluster is not null);
        switch (await clones.CreatePairAsync(source, DatabaseClones.Prefix + RandomNumberGenerator.GetHexString(10, lowercase: true), stop))
        {
            case CloneResult<ClonePair>.Made { Value: var pair }:
                try
                {
                    var parameters = evidence.Find<StatementParameters>();
                    return await new IndexTrial(request.Plan.Seed, new TrialLimits(), time).RunAsync(pair, [.. candidates.Select(c => RequestOf(c, parameters))], stop);
                }
                finally
                {
                    foreach (var left in await clones.DropAsync(pair, CancellationToken.None))
                    {
                        tell(left);
                    }
                }

            case CloneResult<ClonePair>.Refused { Cause: var cause }:
                return All(candidates, cause);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Dictionary<string, Collected> All(IReadOnlyList<Candidate> candidates, string cause) =>
        candidates.Select(candidate => candidate.Fingerprint).Distinct(StringComparer.Ordinal)
            .ToDictionary(fingerprint => fingerprint, Collected (_) => new Collected.Failed(cause), StringComparer.Ordinal);

    private static IndexRequest RequestOf(Candidate candidate, StatementParameters? parameters) => new(
        candidate.Fingerprint,
        candidate.Remedy,
        [
            .. from statement in candidate.Statements
               let sets = parameters?.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId)
               where sets is not null
               select new RequestedStatement(statement.StatementId, sets.Query, statement.Calls, sets.Sets),
        ]);

    private sealed class JournalledDatabase(OwnerJournal journal, string connection, string database) : IDisposable
    {
        private readonly int _entry = journal.Add(new JournalEntry.Database(database, connection));

        public void Dispose() => journal.CrossOut(_entry);
    }
}
