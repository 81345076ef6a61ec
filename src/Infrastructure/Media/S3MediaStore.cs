using System.Net;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Agora.Infrastructure.Media;

/// <summary>Keeps content in a bucket, a key each. Every attempt has its time, and what may pass is tried three times more.</summary>
internal sealed class S3MediaStore : IMediaStore, IDisposable
{
    private readonly S3Settings settings;
    private readonly AmazonS3Client client;
    private readonly ResiliencePipeline attempts;

    public S3MediaStore(MediaSettings media, TimeProvider clock)
    {
        settings = media.S3;
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle,
            // Ours below is the one that tries again, with the clock of the host.
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            // Other stores than Amazon's refuse the trailers that carry these; the signature covers the body anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (string.IsNullOrEmpty(settings.Endpoint))
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }
        else
        {
            config.ServiceURL = settings.Endpoint;
            config.AuthenticationRegion = settings.Region;
        }

        client = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
        attempts = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && IsTransient(exception)),
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                UseJitter = true,
            })
            .AddTimeout(TimeSpan.FromSeconds(settings.TimeoutSeconds))
            .Build();
    }

    public async Task PutAsync(ReceivedMedia received, CancellationToken ct)
    {
        if (await LengthAsync(received.Checksum, ct) == received.Size)
        {
            return;
        }

        await TryAsync(
            token => client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = settings.Bucket,
                    Key = KeyOf(received.Checksum),
                    FilePath = received.Path,
                    ContentType = received.Type.Name,
                    UseChunkEncoding = false,
                },
                token),
            ct);
    }

    public async Task<Stream?> OpenAsync(string checksum, long size, CancellationToken ct) => await LengthAsync(checksum, ct) == size
        ? new RangedStream(size, (from, token) => ReadAsync(checksum, from, size, token))
        : null;

    public Task RemoveAsync(string checksum, CancellationToken ct) =>
        TryAsync(
            token => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = settings.Bucket, Key = KeyOf(checksum) }, token), ct);

    public void Dispose() => client.Dispose();

    private string KeyOf(string checksum) => $"{settings.Prefix}{checksum[..2]}/{checksum[2..4]}/{checksum}";

    /// <summary>Null when there is nothing under this checksum.</summary>
    private async Task<long?> LengthAsync(string checksum, CancellationToken ct)
    {
        try
        {
            var found = await AttemptAsync(
                token => client.GetObjectMetadataAsync(
                    new GetObjectMetadataRequest { BucketName = settings.Bucket, Key = KeyOf(checksum) }, token),
                ct);
            return found.ContentLength;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception exception) when (IsAway(exception, ct))
        {
            throw new DependencyException(IsFull(exception) ? MediaErrors.StorageFull : MediaErrors.StoreAway, exception);
        }
    }

    private async Task<Stream> ReadAsync(string checksum, long from, long size, CancellationToken ct)
    {
        var part = await TryAsync(
            token => client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = settings.Bucket,
                    Key = KeyOf(checksum),
                    ByteRange = new ByteRange(from, size - 1),
                },
                token),
            ct);
        return part.ResponseStream;
    }

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken ct)
    {
        try
        {
            return await AttemptAsync(request, ct);
        }
        catch (Exception exception) when (IsAway(exception, ct))
        {
            throw new DependencyException(IsFull(exception) ? MediaErrors.StorageFull : MediaErrors.StoreAway, exception);
        }
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken ct) =>
        await attempts.ExecuteAsync(async token => await request(token), ct);

    private static bool IsTransient(Exception exception) => exception switch
    {
        // No status at all: there was no answer.
        AmazonServiceException service => (int)service.StatusCode is 0 or 429 or >= 500,
        HttpRequestException or IOException or TimeoutRejectedException => true,
        _ => false,
    };

    // 507, and what stores that do not send it call the same.
    private static bool IsFull(Exception exception) => exception is AmazonServiceException
    { StatusCode: HttpStatusCode.InsufficientStorage } or AmazonServiceException { ErrorCode: "XMinioStorageFull" or "QuotaExceeded" };

    private static bool IsAway(Exception exception, CancellationToken ct) =>
        !ct.IsCancellationRequested
        && exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutRejectedException;
}
