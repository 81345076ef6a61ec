using Agora.Domain.Common;

namespace Agora.Application.Jobs;

public interface ICronSchedules
{
    /// <summary>
    /// The first time after <paramref name="after"/>, in UTC; the error names what is wrong with an expression, and one that never
    /// fires is wrong.
    /// </summary>
    /// <param name="expression">Five fields (minute to day of week), or six with seconds in front.</param>
    Result<DateTimeOffset> Next(string expression, DateTimeOffset after);
}
