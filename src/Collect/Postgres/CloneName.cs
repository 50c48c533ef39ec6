using System.Buffers;
using System.Security.Cryptography;

namespace Headroom.Collect.Postgres;

/// <summary>
/// What databases are called that Headroom makes: <c>headroom_</c>, ten hexadecimal digits, and an ending for each of a pair.
/// </summary>
public static class CloneName
{
    /// <summary>What the name of every clone begins with.</summary>
    public const string Prefix = "headroom_";

    /// <summary>How the name of a pair's first ends.</summary>
    public const string BaseEnding = "_base";

    /// <summary>How the name of a pair's second ends.</summary>
    public const string RemedyEnding = "_remedy";

    private const int Digits = 10;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A name that no other clone has; a pair adds its endings.</summary>
    public static string New() => Prefix + RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Whether a database is called as only a clone is; a database of somebody's own that begins alike is not.</summary>
    public static bool Matches(ReadOnlySpan<char> database)
    {
        if (!database.StartsWith(Prefix, StringComparison.Ordinal) || database.Length < Prefix.Length + Digits)
        {
            return false;
        }

        var rest = database[Prefix.Length..];
        return !rest[..Digits].ContainsAnyExcept(Hexadecimal) && rest[Digits..] is ("" or BaseEnding or RemedyEnding);
    }
}
