using System.Text;
using Headroom.Model.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>The statements of a log by their normalised text.</summary>
/// <remarks>Bounded: so many statements, and so many bytes of their texts; what comes after them is counted and has no statement.</remarks>
internal sealed class StatementTable
{
    /// <summary>
    /// More statements than this are no list that anybody reads; they come from a service that builds names into its SQL.
    /// </summary>
    public const int MostStatements = 5000;

    private const long MostBytes = 24 * 1024 * 1024;

    private const long MostBytesAsLogged = 4 * 1024 * 1024;

    /// <summary>What is kept of a text for people; its identity is of the whole.</summary>
    private const int LongestQuery = 10_000;

    private readonly Dictionary<byte[], StatementTally>.AlternateLookup<ReadOnlySpan<byte>> _byText =
        new Dictionary<byte[], StatementTally>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    // Texts with parameters instead of values come again and again as they are.
    private readonly Dictionary<byte[], StatementTally>.AlternateLookup<ReadOnlySpan<byte>> _asLogged =
        new Dictionary<byte[], StatementTally>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    private readonly StatementBytes _bytes = new();
    private long _size;
    private long _sizeAsLogged;

    /// <summary>All of them.</summary>
    public IEnumerable<StatementTally> All => _byText.Dictionary.Values;

    /// <summary>The statement of a text, or null when there is no room for it.</summary>
    public StatementTally? Find(ReadOnlySpan<byte> sql)
    {
        if (!sql.Contains((byte)'$'))
        {
            return Normalised(sql);
        }

        if (!_asLogged.TryGetValue(sql, out var tally))
        {
            tally = Normalised(sql);
            if (tally is not null && _sizeAsLogged + sql.Length <= MostBytesAsLogged)
            {
                _sizeAsLogged += sql.Length;
                _asLogged[sql] = tally;
            }
        }

        return tally;
    }

    private StatementTally? Normalised(ReadOnlySpan<byte> sql)
    {
        var normalised = _bytes.Normalise(sql);
        if (_byText.TryGetValue(normalised, out var known))
        {
            return known;
        }

        if (_byText.Dictionary.Count >= MostStatements || _size + normalised.Length > MostBytes)
        {
            return null;
        }

        _size += normalised.Length;
        var tally = new StatementTally(StatementBytes.IdOf(normalised), Query(normalised));
        _byText[normalised] = tally;
        return tally;
    }

    private static string Query(ReadOnlySpan<byte> normalised) => normalised.Length <= LongestQuery
        ? Encoding.UTF8.GetString(normalised)
        : Encoding.UTF8.GetString(normalised[..LongestQuery]).TrimEnd('\uFFFD') + " …";
}
