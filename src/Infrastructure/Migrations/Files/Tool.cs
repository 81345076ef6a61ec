using System.ComponentModel;
using System.Diagnostics;

namespace Agora.Migrations.Files;

/// <summary>Programs of the machine that some verbs need.</summary>
internal static class Tool
{
    /// <param name="wayOut">What to do when the program is not there.</param>
    /// <exception cref="MigrationException">The program is not there or may not be run.</exception>
    public static Process Start(ProcessStartInfo start, string wayOut)
    {
        try
        {
            return Process.Start(start) ?? throw new MigrationException(MigratorExit.Failed, $"{start.FileName} did not start.");
        }
        catch (Win32Exception missing)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.Usage, $"{start.FileName} cannot be run: {missing.Message}.") { Hint = wayOut }, missing);
        }
    }
}
