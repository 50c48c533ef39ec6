using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Trust;

/// <summary>
/// Judges what a database's audit rests on. It sends no load: what it concludes from experiments carries its own interval, so only what could
/// not be read at all takes the trust away.
/// </summary>
public static class DatabaseTrust
{
    /// <summary>The trust in an audit; one that could not read the catalogue says nothing.</summary>
    public static RunTrust Of(EvidenceSet evidence) => evidence.Named(DatabaseCatalogue.Kind) is Collected.Present
        ? new RunTrust
        {
            Valid = true,
            Reasons = [],
            Remarks = [.. evidence.Names.Select(name => evidence.Named(name) is Collected.Failed failed ? $"{name}: {failed.Cause}" : null).OfType<string>()],
        }
        : new RunTrust
        {
            Valid = false,
            Reasons = [evidence.Named(DatabaseCatalogue.Kind) is Collected.Failed { Cause: var cause } ? cause : "the database was not looked at"],
            Remarks = [],
        };
}
