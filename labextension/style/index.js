import './base.css';
import './badge.css';
import './form.css';
import './panel.css';
import './overview.css';
import './data.css';
import './review.css';
