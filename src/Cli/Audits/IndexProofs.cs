using System.Security.Cryptography;
using Headroom.Analyze.Shortlist;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Audits;

/// <summary>Tries the shortlisted index remedies on a pair of clones of the service's database.</summary>
internal static class IndexProofs
{
    /// <summary>By fingerprint: the measurements, or why there are none. No clone remains.</summary>
    public static async Task<IReadOnlyDictionary<string, Collected>> RunAsync(
        AuditRequest request, IReadOnlyList<Candidate> candidates, EvidenceSet evidence, OwnerJournal journal, TimeProvider time, CancellationToken stop)
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
                    await clones.DropAsync(pair.Base, CancellationToken.None);
                    await clones.DropAsync(pair.Remedy, CancellationToken.None);
                }

            case CloneResult<ClonePair>.Refused { Cause: var cause }:
                return All(candidates, cause);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Dictionary<string, Collected> All(IReadOnlyList<Candidate> candidates, string cause) =>
        candidates.ToDictionary(candidate => candidate.Fingerprint, Collected (_) => new Collected.Failed(cause));

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
