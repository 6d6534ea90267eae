/// How requests reach witnesses.
pub trait Transport: Send + Sync {
    /// Posts `body` to `url`, the whole address of a witness's `add-checkpoint`, and gives the answer, whatever its status.
    ///
    /// It blocks, and must end in bounded time.
    ///
    /// # Errors
    /// No answer came.
    fn add_checkpoint(&self, url: &str, body: &str) -> Result<HttpResponse, TransportError>;
}

/// An answer over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The content type; empty where there is none.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// No answer came; why, in the words of whoever tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TransportError(pub String);
