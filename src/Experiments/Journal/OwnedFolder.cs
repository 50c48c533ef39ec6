namespace Headroom.Experiments.Journal;

/// <summary>Deletes folders that Headroom made.</summary>
internal static class OwnedFolder
{
    /// <summary>Deletes the folder with all that is in it; links are removed, not followed.</summary>
    /// <returns>Null when it is gone, else why it is not.</returns>
    public static string? TryDelete(string path)
    {
        const int attempts = 3; // an ending process may still add or remove a file meanwhile
        string? why = null;
        for (var attempt = 0; attempt < attempts && Path.Exists(path); attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Somebody else deletes it, too.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                why = error.Message;
            }
        }

        return Path.Exists(path) ? why ?? "it is not empty" : null;
    }
}
