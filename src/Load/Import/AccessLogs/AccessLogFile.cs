using System.Buffers.Binary;
using System.IO.Compression;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>Reads the file of an access log, plain or gzip.</summary>
public static class AccessLogFile
{
    private const int Chunk = 1024 * 1024;

    /// <summary>Feeds the whole file to a scan.</summary>
    /// <returns>Null, or why the file ended early; what came before is read.</returns>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Read(string path, AccessLogScan scan, CancellationToken stop)
    {
        using var file =
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
            FileOptions.SequentialScan);
        return Read(file, scan, stop);
    }

    /// <summary>Feeds a stream that can seek to a scan.</summary>
    /// <returns>Null, or why it ended early; what came before is read.</returns>
    public static string? Read(Stream file, AccessLogScan scan, CancellationToken stop)
    {
        var buffer = new byte[Chunk];
        var read = file.ReadAtLeast(buffer, 2, throwOnEndOfStream: false);
        var isGzip = read >= 2 && buffer[0] == 0x1F && buffer[1] == 0x8B;
        try
        {
            if (isGzip)
            {
                file.Seek(0, SeekOrigin.Begin);
                using var plain = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
                var (length, last) = Pump(plain, buffer, plain.Read(buffer), scan, stop);
                return IsWhole(file, length, last) ? null : "the gzip data ends early";
            }

            Pump(file, buffer, read, scan, stop);
            return null;
        }
        catch (InvalidDataException e)
        {
            return $"the gzip data is damaged ({e.Message})";
        }
        finally
        {
            scan.EndFile();
        }
    }

    // The runtime takes a cut file for a whole one. A member of a gzip file ends with its length (RFC 1952, ISIZE);
    // of a file of several members it is at most that of all, and a log ends with a line.
    private static bool IsWhole(Stream file, long length, byte last)
    {
        Span<byte> size = stackalloc byte[4];
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        if (file.ReadAtLeast(size, 4, throwOnEndOfStream: false) < 4)
        {
            return false;
        }

        var expected = BinaryPrimitives.ReadUInt32LittleEndian(size);
        return expected == (uint)length || (expected < length && last == '\n');
    }

    private static (long Length, byte Last) Pump(Stream source, byte[] buffer, int read, AccessLogScan scan, CancellationToken stop)
    {
        var (length, last) = (0L, (byte)0);
        for (; read > 0; read = source.Read(buffer))
        {
            stop.ThrowIfCancellationRequested();
            scan.Feed(buffer.AsSpan(0, read));
            length += read;
            last = buffer[read - 1];
        }

        return (length, last);
    }
}
