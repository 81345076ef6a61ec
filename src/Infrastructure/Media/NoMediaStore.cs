using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media;

/// <summary>Stands where no store is configured: everything but files works.</summary>
internal sealed class NoMediaStore : IMediaStore, IMediaIntake
{
    public Task<Result<ReceivedMedia>> ReceiveAsync(Stream body, CancellationToken ct) =>
        Task.FromResult<Result<ReceivedMedia>>(MediaErrors.NoStore);

    public int RemoveAbandoned(DateTimeOffset before) => 0;

    public Task PutAsync(ReceivedMedia received, CancellationToken ct) => throw Refusal();

    public Task<Stream?> OpenAsync(string checksum, long size, CancellationToken ct) => throw Refusal();

    public Task RemoveAsync(string checksum, CancellationToken ct) => throw Refusal();

    private static DependencyException Refusal() => new(MediaErrors.NoStore, inner: null);
}
