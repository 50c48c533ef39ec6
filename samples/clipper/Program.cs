using Clipper;
using Npgsql;

try
{
    await Command.Run(args, CancellationToken.None);
    return 0;
}
catch (UsageException wrong)
{
    Console.Error.WriteLine($"clipper: {wrong.Message}");
    return 2;
}
catch (NpgsqlException failed)
{
    Console.Error.WriteLine($"clipper: the database of CLIPPER_POSTGRES answered: {failed.Message}");
    return 1;
}
catch (IOException failed)
{
    Console.Error.WriteLine($"clipper: {failed.Message}");
    return 1;
}
