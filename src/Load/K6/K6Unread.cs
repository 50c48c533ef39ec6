using System.Text;
using Headroom.Model.Text;

namespace Headroom.Load.K6;

/// <summary>The metrics of a stream whose samples nobody asked for so far.</summary>
internal sealed class K6Unread
{
    private const int MostNames = 1000;

    // k6 takes names of up to 128 characters.
    private const int LongestName = 512;

    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _names =
        new HashSet<byte[]>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Notes a metric by its name as the line has it; allocates nothing for one that is known.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        if (name.Length <= LongestName && _names.Set.Count < MostNames)
        {
            _names.Add(name);
        }
    }

    /// <summary>Whether a sample of this metric went by unread.</summary>
    public bool Contains(string name) => _names.Contains(Encoding.UTF8.GetBytes(name));
}
