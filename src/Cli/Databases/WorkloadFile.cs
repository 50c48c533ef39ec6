using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Headroom.Collect.Workloads;
using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>Reads a workload from its file.</summary>
internal static class WorkloadFile
{
    /// <summary>The workload.</summary>
    /// <exception cref="BadInputException">The file is missing, or has mistakes: all of them.</exception>
    public static Workload Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"--workload {path}: there is no such file; expected SQL with -- name:, -- calls: and -- params:");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"{path}: {e.Message.TrimEnd('.')}; expected a workload file: SQL with -- name:, -- calls: and -- params:");
        }

        var (text, refusal) = Decode(bytes);
        if (text is null)
        {
            throw new BadInputException($"{path}: {refusal}");
        }

        var (workload, errors) = WorkloadReader.Read(text);
        return workload ?? throw new BadInputException([.. errors.Select(error => $"{path}: {error}")]);
    }

    /// <summary>The text of a file in UTF-8, or in UTF-16 that says so in its first two bytes; or where it is neither.</summary>
    /// <remarks>A letter that was lost in reading would be looked for in the database, and not be found.</remarks>
    internal static (string? Text, string? Refusal) Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return ((bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes[2..]), null);
        }

        var letters = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var text = new char[letters.Length];
        if (Utf8.ToUtf16(letters, text, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return (new string(text, 0, written), null);
        }

        var before = letters[..read];
        var place = $"line {before.Count((byte)'\n') + 1}, column {read - before.LastIndexOf((byte)'\n')}";
        return (null, $"{place}: the byte 0x{letters[read]:X2} is no UTF-8; expected a file in UTF-8");
    }
}
