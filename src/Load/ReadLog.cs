using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;

namespace Headroom.Load;

/// <summary>One GET of the load that was answered with 200; instants are nanoseconds since the start of the run.</summary>
/// <param name="Endpoint">"GET /route/{template}".</param>
/// <param name="Request">A hash of path, query and headers.</param>
/// <param name="Answer">A hash of the body as it came.</param>
/// <param name="BeganNs">When the send began.</param>
/// <param name="EndedNs">The last byte.</param>
public readonly record struct ReadAnswer(string Endpoint, ulong Request, ulong Answer, long BeganNs, long EndedNs);

/// <summary>Notes what each GET of a load asked for and got, as hashes: values are not kept.</summary>
/// <remarks>A run that keeps one allocates for each GET; the others pay nothing.</remarks>
public sealed class ReadLog
{
    /// <summary>More are not kept, only counted: 40 MB.</summary>
    private const int Most = 1_000_000;

    private readonly ConcurrentQueue<ReadAnswer> _answers = new();
    private long _lost;
    private int _count;

    /// <summary>What was noted.</summary>
    public IReadOnlyCollection<ReadAnswer> Answers => _answers;

    /// <summary>How many were not, for want of room.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    internal void Add(PreparedRequest request, Values values, Connection connection)
    {
        if (request.Template.Method != "GET" || connection.Error != ErrorKind.None || connection.Response.Status != 200)
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > Most)
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        var asked = request.Fill(values);
        var text = string.Join('\n', asked.Headers.Select(static header => $"{header.Key}: {header.Value}").Prepend(asked.PathAndQuery));
        _answers.Enqueue(new ReadAnswer(
            asked.Endpoint, Hash(Encoding.UTF8.GetBytes(text)), Hash(connection.Response.Body), connection.BeganNs, connection.EndedNs));
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
